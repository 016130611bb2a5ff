"""The figures of this process, for Prometheus."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import secrets
import shutil

from fastapi import APIRouter, Request, Response

from folioscope.doors.place_checks import bytes_in, existing
from folioscope.errors import BackendFailed, Unauthenticated
from folioscope.features.administration.repository import Totals
from folioscope.platform.api.open_streams import OpenStreams
from folioscope.platform.api.sockets import OpenSockets
from folioscope.platform.principal import Principal
from folioscope.platform.runs.writer import WRITER
from folioscope.telemetry.metrics import MEDIA_TYPE, Metrics, Shown
from folioscope.wiring.opened import Folioscope

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
FORWARDING = ("forwarded", "x-forwarded-for", "x-real-ip", "via")

SINGLE: tuple[Shown, ...] = ("users", "bases", "queue_age_seconds")
BY_LABEL: tuple[Shown, ...] = ("documents", "runs_active", "queue_length")
"""Figures that are rows: without the database nobody knows them."""

router = APIRouter(tags=["server"])


class MetricsRefused(Unauthenticated):
    """Figures asked for without the token, from elsewhere, by nobody who looks after the server."""

    code = "metrics_refused"


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Runs, stages, tokens, latencies, queue, streams, pools: as Prometheus reads them.

    For who shows FOLIOSCOPE_METRICS_TOKEN, this machine, and administrators.
    """
    folioscope: Folioscope = request.app.state.folioscope
    token = folioscope.settings.metrics_token.get_secret_value()
    if not (_shows(request, token) or _is_administrator(request) or _is_this_machine(request)):
        msg = "Show the token of FOLIOSCOPE_METRICS_TOKEN, or ask as an administrator."
        raise MetricsRefused(msg)
    await _look(folioscope)
    _look_at_process(request)
    kept = await asyncio.to_thread(bytes_in, folioscope.settings.data_dir / "indexes")
    folioscope.instruments.metrics.show("index_bytes", {(): kept})
    text = folioscope.instruments.metrics.text()
    return Response(text, headers={"Content-Type": MEDIA_TYPE})


def _shows(request: Request, token: str) -> bool:
    sent = request.headers.get("authorization", "")
    return bool(token) and secrets.compare_digest(sent.encode(), f"Bearer {token}".encode())


def _is_administrator(request: Request) -> bool:
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is None or "admin" not in principal.scopes:
        return False
    return principal.role in ("admin", "owner")


def _is_this_machine(request: Request) -> bool:
    """Whether it comes from here and nobody hands it on; a page of another site has its name."""
    if any(name in request.headers for name in FORWARDING):
        return False
    if request.url.hostname not in LOCAL_NAMES:
        return False
    return request.client is None or _is_loopback(request.client.host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return not host  # a socket of this machine that has no address


async def _look(folioscope: Folioscope) -> None:
    """Figures that are rows, looked up now; not known while the database is away."""
    shown = folioscope.instruments.metrics
    try:
        async with folioscope.database.read() as session:
            await _show_rows(shown, Totals(session))
        shown.show("database_up", {(): 1})
    except BackendFailed:
        shown.show("database_up", {(): 0})
        for single in SINGLE:
            shown.show(single, {(): math.nan})
        for several in BY_LABEL:
            shown.show(several, {})


async def _show_rows(shown: Metrics, totals: Totals) -> None:
    runs = await totals.active_runs()
    statuses: dict[tuple[str, ...], float] = {}
    waiting: dict[tuple[str, ...], float] = {}
    for each in runs:
        statuses[(each.status,)] = statuses.get((each.status,), 0) + each.count
        if each.status == "queued":
            waiting[(each.kind,)] = each.count
    shown.show("runs_active", statuses)
    shown.show("queue_length", waiting)
    shown.show("queue_age_seconds", {(): (await totals.queue()).oldest_seconds})
    shown.show("documents", {(state,): n for state, n in (await totals.documents()).items()})
    shown.show("users", {(): await totals.users()})
    shown.show("bases", {(): await totals.bases()})


def _look_at_process(request: Request) -> None:
    """Figures of this process: streams, pools, indexes, the writer, the disk."""
    state = request.app.state
    folioscope: Folioscope = state.folioscope
    shown = folioscope.instruments.metrics
    streams: OpenStreams = state.open_streams
    sockets: OpenSockets = state.open_sockets
    shown.show("streams_open", {("sse",): streams.total(), ("websocket",): sockets.total()})
    shown.show(
        "database_connections",
        {
            (pool, name): count
            for pool, places in folioscope.database.pools.items()
            for name, count in (("used", places.used), ("waiting", places.waiting))
        },
    )
    indexes = folioscope.tools.indexes
    shown.show("open_bases", {(): indexes.open_bases})
    shown.show("open_passages", {(): indexes.open_passages})
    silent = folioscope.instruments.telemetry.silent_for(WRITER)
    shown.show("writer_silent_seconds", {(): math.nan if silent is None else silent})
    disk = shutil.disk_usage(existing(folioscope.settings.data_dir))
    shown.show("disk_free_bytes", {(): disk.free})
    shown.show("disk_size_bytes", {(): disk.total})
