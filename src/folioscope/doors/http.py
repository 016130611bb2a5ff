"""The HTTP door: every feature's routes, rendered errors, and who may knock."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version

from fastapi import FastAPI

from folioscope.doors import (
    api_docs,
    built_page,
    headers,
    health,
    limits_shown,
    metrics,
    overview,
    server_facts,
    welcome,
)
from folioscope.doors.asked import Asked
from folioscope.doors.gate import Gate
from folioscope.doors.hosts import hosts_of
from folioscope.doors.origins import origins_of
from folioscope.doors.request_log import KnownUser, RequestLog
from folioscope.doors.throttle import CountedRefusals, SlowRefusals, Throttle
from folioscope.features.accounts.auth_routes import router as logins
from folioscope.features.accounts.invitation_routes import router as invitations
from folioscope.features.accounts.join_routes import router as joining
from folioscope.features.accounts.key_routes import router as keys
from folioscope.features.accounts.me_routes import router as own_account
from folioscope.features.accounts.routes import router as accounts
from folioscope.features.accounts.sign_on_routes import router as sign_on
from folioscope.features.audit.routes import router as audit
from folioscope.features.chat.routes import router as chat
from folioscope.features.chat.socket import router as socket
from folioscope.features.chat.thread_routes import router as threads
from folioscope.features.coaching.routes import router as coaching
from folioscope.features.erasure.routes import router as erasures
from folioscope.features.erasure.user_routes import router as leaving
from folioscope.features.evaluation.routes import router as evaluations
from folioscope.features.knowledge.document_routes import router as documents
from folioscope.features.knowledge.intake_routes import router as intake
from folioscope.features.knowledge.routes import router as knowledge
from folioscope.features.matching.routes import router as matching
from folioscope.features.models.routes import router as models
from folioscope.features.offers.board_routes import router as boards
from folioscope.features.offers.export_routes import router as offer_files
from folioscope.features.offers.routes import router as offers
from folioscope.features.resumes.routes import router as resumes
from folioscope.features.search.routes import router as search
from folioscope.features.sharing.routes import router as shares
from folioscope.features.suggestions.routes import router as suggestions
from folioscope.features.transfers.routes import router as transfers
from folioscope.features.visiting.public_routes import router as public_chats
from folioscope.features.visiting.routes import router as links
from folioscope.features.visiting.service import embedding_origins
from folioscope.features.watches.routes import router as watches
from folioscope.platform.api import problems
from folioscope.platform.api.admission import Admission
from folioscope.platform.api.body_limits import BodyLimits
from folioscope.platform.api.client_addresses import Proxies
from folioscope.platform.api.open_streams import OpenStreams
from folioscope.platform.api.open_uploads import OpenUploads
from folioscope.platform.api.sockets import OpenSockets
from folioscope.platform.runs.routes import router as runs
from folioscope.wiring.choices import coaching_sessions_of
from folioscope.wiring.limits import admission_of, budget_of, question_limits_of
from folioscope.wiring.opened import Folioscope

ROUTERS = (
    health.router,
    metrics.router,
    overview.router,
    limits_shown.router,
    server_facts.router,
    logins,
    joining,
    own_account,
    leaving,
    accounts,
    invitations,
    keys,
    sign_on,
    knowledge,
    documents,
    watches,
    resumes,
    models,
    search,
    chat,
    threads,
    coaching,
    boards,
    offer_files,
    offers,
    matching,
    suggestions,
    shares,
    links,
    public_chats,
    erasures,
    audit,
    runs,
    socket,
)
TAKING_FILES = (intake, transfers, evaluations)
MAX_BODY = 2 * 1024 * 1024  # bytes, of a request that brings no files
DESCRIPTION = "Ask your résumés, job offers and documents. Every answer shows its line."


def build_app(folioscope: Folioscope, token: str) -> FastAPI:
    """The app over what a process has open. ``token`` is the server's own, made at its start."""
    settings = folioscope.settings
    app = FastAPI(
        title="Folioscope",
        version=version("folioscope"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if settings.api_docs else None,
    )
    problems.install(app)
    api_docs.describe_events(app)
    if settings.api_docs:
        api_docs.install(app)
    for router in ROUTERS:
        # Included, each route would be made once more, at the first request.
        app.router.routes.extend(router.routes)
    for router in TAKING_FILES:
        app.include_router(router, max_body_size=folioscope.max_upload)
    _serve_page(app, folioscope)
    admission = admission_of(settings, folioscope.database)
    _guard(app, folioscope, token, admission)
    _hand_over(app, folioscope)
    app.state.admission = admission
    return app


def _guard(app: FastAPI, folioscope: Folioscope, token: str, admission: Admission) -> None:
    """What a request passes on its way in; what is added last comes first."""
    settings = folioscope.settings
    app.add_middleware(KnownUser)
    app.add_middleware(BodyLimits, most=MAX_BODY)
    proxies = Proxies.named(settings.trusted_proxies)
    app.add_middleware(Throttle, admission=admission, proxies=proxies)
    app.add_middleware(
        Gate,
        hosts=hosts_of(settings),
        origins=origins_of(settings.public_url, settings.cors_origins),
        asked=Asked(app.routes),
        identities=folioscope.accounts.identities(token),
        revocations=folioscope.accounts.revocations,
    )
    app.add_middleware(CountedRefusals, admission=admission, proxies=proxies)
    headers.install(app, settings.public_url, settings.cors_origins)
    app.add_middleware(RequestLog, telemetry=folioscope.instruments.telemetry)
    app.add_middleware(SlowRefusals, admission=admission, proxies=proxies)


def _hand_over(app: FastAPI, folioscope: Folioscope) -> None:
    """What routes find in the state of the app."""
    settings = folioscope.settings
    for name in ("database", "wakeups", "tails", "tools", "shelf", "watcher", "searcher", "llms"):
        setattr(app.state, name, getattr(folioscope, name))
    app.state.telemetry = folioscope.instruments.telemetry
    app.state.public_url = settings.public_url
    app.state.has_public_chats = settings.public_chat
    app.state.accounts = folioscope.accounts
    app.state.base_defaults = folioscope.base_defaults
    app.state.open_coaching_sessions = coaching_sessions_of(settings)
    app.state.folioscope = folioscope
    app.state.spool = folioscope.spool
    app.state.question_limits = question_limits_of(settings)
    app.state.budget = budget_of(settings)
    limits = (settings.max_streams_per_user, settings.max_streams)
    app.state.open_streams = OpenStreams(*limits)
    app.state.open_sockets = OpenSockets(OpenStreams(*limits))
    app.state.open_uploads = OpenUploads()


def _serve_page(app: FastAPI, folioscope: Folioscope) -> None:
    """The page at every address that is of nothing else; a few words where it is not built."""
    if built_page.is_built():
        database = folioscope.database if folioscope.settings.public_chat else None
        built_page.install(app, partial(embedding_origins, database))
    else:
        app.get("/", include_in_schema=False)(welcome.without_page)
