"""A real ``folioscope serve`` that follows folders: in the background, killed, started again."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.features.watches.watched_folder import WatchedFolder
from tests.opened_program import Program
from tests.running_program import Place, finished, serving, talking_to

pytestmark = pytest.mark.slow


PATIENCE = 120.0  # two processes start, read and are killed on what may be a crowded machine


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Place:
    settings = {
        "FOLIOSCOPE_DATABASE_URL": database_url,
        "FOLIOSCOPE_LOG_LEVEL": "warning",
        "FOLIOSCOPE_WATCH_SECONDS": "1",
    }
    return Place(tmp_path / "data", settings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "ada.txt").write_text("Ada bakes bread.")
    (folder / "bob.txt").write_text("Bob sails boats.")
    return folder


def with_settings(place: Place, **settings: str) -> Place:
    named = {f"FOLIOSCOPE_{name.upper()}": value for name, value in settings.items()}
    return Place(place.folder, {**place.settings, **named})


async def until(ask: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Wait until an answer is as wanted."""
    answer = None
    try:
        async with asyncio.timeout(PATIENCE):
            while (answer := await ask()) != wanted:
                await asyncio.sleep(0.1)
    except TimeoutError:
        assert answer == wanted


async def watched_by(program: Program, folder: Path, kb: str = "kb") -> WatchedFolder:
    (watch,) = (await program.get(f"/api/kbs/{kb}/watches"))["watches"]
    return WatchedFolder(program, folder, watch["watch_id"])


def start_watching(place: Place, folder: Path) -> str:
    assert place.run("kb", "create", "kb").code == 0
    told = place.run("kb", "watch", "kb", folder)
    assert told.code == 0, told
    return told.out


async def test_a_server_follows_what_happens_in_a_folder(place: Place, folder: Path) -> None:
    place = with_settings(place, watch_seconds="3600")  # so that hints are all there is
    with serving(place) as process:
        told = await asyncio.to_thread(start_watching, place, folder)
        assert f"{folder}: 2 ready\nIt is watched from now on" in told
        async with talking_to(place) as program:
            watched = await watched_by(program, folder)
            before = await watched.documents()
            watched.put("sub/eve.txt", "Eve paints houses.")
            await until(
                watched.states, dict.fromkeys(("ada.txt", "bob.txt", "sub/eve.txt"), "ready")
            )
            (folder / "ada.txt").rename(folder / "lovelace.txt")
            (folder / "bob.txt").unlink()
            await until(
                watched.states,
                {
                    "ada.txt": "gone",
                    "bob.txt": "gone",
                    "lovelace.txt": "ready",
                    "sub/eve.txt": "ready",
                },
            )
            assert (await watched.documents())["lovelace.txt"] == before["ada.txt"]
        process.send_signal(signal.SIGTERM)
        ended = await asyncio.to_thread(finished, process)
        assert (ended.code, ended.told) == (0, "")


async def test_a_folder_that_a_command_had_watched_is_followed_once_a_server_runs(
    place: Place, folder: Path
) -> None:
    told = await asyncio.to_thread(start_watching, place, folder)
    assert "No server runs here now" in told
    (folder / "bob.txt").unlink()
    with serving(place):
        async with talking_to(place) as program:
            watched = await watched_by(program, folder)
            await until(watched.states, {"ada.txt": "ready", "bob.txt": "gone"})
            away = folder.rename(folder.with_name("away"))
            await until(lambda: _state(watched), "unreachable")
            assert await watched.states() == {"ada.txt": "ready", "bob.txt": "gone"}
            away.rename(folder)
            await until(lambda: _state(watched), "watched")


async def _state(watched: WatchedFolder) -> Any:
    return (await watched.shown())["state"]


@pytest.mark.parametrize("moment", ["watch.listed", "watch.stored", "watch.followed"])
async def test_a_server_killed_in_mid_look_goes_on_when_it_is_started_again(
    place: Place, folder: Path, moment: str
) -> None:
    wanted = {"ada.txt": "ready", "bob.txt": "ready", "eve.txt": "ready"}
    await asyncio.to_thread(start_watching, place, folder)
    (folder / "ada.txt").rename(folder / "c.txt")
    (folder / "bob.txt").rename(folder / "ada.txt")
    (folder / "c.txt").rename(folder / "bob.txt")
    (folder / "eve.txt").write_text("Eve paints houses.")
    with serving(with_settings(place, failpoints=f"{moment}=kill")) as process:
        await asyncio.to_thread(process.wait, PATIENCE)
    with serving(place):
        async with talking_to(place) as program:
            watched = await watched_by(program, folder)
            await until(watched.states, wanted)
            texts = "SELECT d.name, c.text FROM chunks c JOIN documents d ON d.id = c.document_id"
            found = await program.rows(f"{texts} WHERE c.revision > 0 ORDER BY d.name")
            assert [text for _, text in found] == [
                "Bob sails boats.", "Ada bakes bread.", "Eve paints houses.",
            ]  # fmt: skip
            await until(lambda: _blobs(program), 3)


async def _blobs(program: Program) -> int:
    return len(await program.rows("SELECT digest FROM files"))


async def test_folders_of_the_setting_are_watched_and_no_more_when_it_is_taken_away(
    place: Place, folder: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "not-mounted"
    named = f"people={folder}:people={missing}:no/name={folder}"
    with serving(with_settings(place, watch=named)):
        async with talking_to(place) as program:
            await until(lambda: _counts(program), {"cvs": {"ready": 2}, "not-mounted": {}})
            watches = (await program.get("/api/kbs/people/watches"))["watches"]
            assert [watch["state"] for watch in watches] == ["watched", "unreachable"]
            query = {"watch": str(folder)}
            refused = await program.ask("DELETE", "/api/kbs/people/watches", 409, params=query)
            assert refused["code"] == "watched_by_setting"
    with serving(with_settings(place, watch=f'{{"people": ["{missing}"]}}')):
        async with talking_to(place) as program:
            await until(lambda: _counts(program), {"not-mounted": {}})
            assert (await program.get("/api/kbs/people"))["ready"] == 2


async def _counts(program: Program) -> dict[str, Any]:
    listed = await program.client.get("/api/kbs/people/watches")
    return {Path(watch["path"]).name: watch["files"] for watch in listed.json().get("watches", ())}
