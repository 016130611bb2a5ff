"""The HTTP door: every feature's routes, rendered errors, and who may knock."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from folioscope.doors import api_docs, built_page, server_facts, welcome
from folioscope.doors.gate import Gate
from folioscope.features.accounts.routes import router as accounts
from folioscope.features.audit.routes import router as audit
from folioscope.features.chat.policies import QuestionLimits
from folioscope.features.chat.routes import router as chat
from folioscope.features.chat.socket import router as socket
from folioscope.features.chat.thread_routes import router as threads
from folioscope.features.coaching.routes import router as coaching
from folioscope.features.erasure.routes import router as erasures
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
from folioscope.features.suggestions.routes import router as suggestions
from folioscope.features.transfers.routes import router as transfers
from folioscope.features.watches.routes import router as watches
from folioscope.platform.api import problems
from folioscope.platform.api.body_limits import BodyLimits
from folioscope.platform.api.open_streams import OpenStreams
from folioscope.platform.api.sockets import OpenSockets
from folioscope.platform.runs.routes import router as runs
from folioscope.wiring.choices import coaching_sessions_of
from folioscope.wiring.opened import Folioscope

ROUTERS = (
    welcome.router,
    server_facts.router,
    accounts,
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
    erasures,
    audit,
    runs,
    socket,
)
MAX_BODY = 2 * 1024 * 1024  # bytes, of a request that brings no files
DESCRIPTION = "Ask your résumés, job offers and documents. Every answer shows its line."


def build_app(folioscope: Folioscope, token: str) -> FastAPI:
    """The app over what a process has open. ``token`` is the server's own, made at its start."""
    app = FastAPI(
        title="Folioscope",
        version=version("folioscope"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    api_docs.install(app)
    for router in ROUTERS:
        app.include_router(router, max_body_size=MAX_BODY)
    app.include_router(intake)
    app.include_router(transfers)
    app.include_router(evaluations)
    _serve_page(app)
    settings = folioscope.settings
    app.add_middleware(BodyLimits, most=folioscope.max_upload)
    app.add_middleware(Gate, host=settings.host, token=token)
    for name in ("database", "wakeups", "tails", "tools", "shelf", "watcher", "searcher", "llms"):
        setattr(app.state, name, getattr(folioscope, name))
    app.state.base_defaults = folioscope.base_defaults
    app.state.open_coaching_sessions = coaching_sessions_of(settings)
    app.state.folioscope = folioscope
    app.state.spool = folioscope.spool
    app.state.question_limits = QuestionLimits(settings.max_active_runs, settings.max_waiting_runs)
    limits = (settings.max_streams_per_user, settings.max_streams)
    app.state.open_streams = OpenStreams(*limits)
    app.state.open_sockets = OpenSockets(OpenStreams(*limits))
    return app


def _serve_page(app: FastAPI) -> None:
    """The page at every address that is of nothing else; a few words where it is not built."""
    if built_page.is_built():
        built_page.install(app)
    else:
        app.get("/", include_in_schema=False)(welcome.without_page)
