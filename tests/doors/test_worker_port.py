"""What a worker tells of itself, where its settings name a port."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import httpx2
import pytest

from folioscope.doors.worker_port import answering
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope

TOKEN = "metrics-token-0123456789"


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number: int = listening.getsockname()[1]
        return number


@pytest.fixture
async def worker(settings: Settings, port: int) -> AsyncIterator[Folioscope]:
    """A worker's process; the database is one that servers may share."""
    chosen = {"worker_port": port, "metrics_token": TOKEN}
    async with open_folioscope(
        Settings(_env_file=None, **settings.model_dump() | chosen)
    ) as opened:
        yield opened


async def test_a_worker_says_whether_it_is_well_and_what_it_did(
    worker: Folioscope, port: int
) -> None:
    async with (
        answering(worker),
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        ready = await _when_up(client)
        assert ready.json()["status"] == "ok"
        assert (await client.get("/health/live")).json() == {"status": "ok"}
        assert "folioscope_runs_active" in (await client.get("/metrics")).text
        assert (await client.get("/metrics", headers={"Via": "x"})).status_code == 401
        shown = {"Via": "x", "Authorization": f"Bearer {TOKEN}"}
        assert (await client.get("/metrics", headers=shown)).status_code == 200
        for path in ("/", "/api/kbs", "/api/limits", "/docs", "/openapi.json"):
            assert (await client.get(path)).status_code == 404
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port)).close()


async def _when_up(client: httpx2.AsyncClient) -> httpx2.Response:
    while True:
        try:
            return await client.get("/health/ready")
        except httpx2.ConnectError:
            continue


async def test_without_a_port_nothing_listens(worker: Folioscope, port: int) -> None:
    quiet = Settings(_env_file=None, **worker.settings.model_dump() | {"worker_port": None})
    object.__setattr__(worker, "settings", quiet)
    async with answering(worker):
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", port)).close()
