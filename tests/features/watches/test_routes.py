"""Who may have which folder watched, and what is told of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from folioscope.features.watches import scan
from folioscope.settings.values import Settings
from tests.features.watches.watched_folder import WatchedFolder, begin
from tests.opened_program import Program, open_program


@pytest.fixture(autouse=True)
def _files_settle_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SETTLE_SECONDS", 0.01)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root that is allowed, with a folder in it, and a secret beside it."""
    (tmp_path / "root" / "cvs").mkdir(parents=True)
    (tmp_path / "root" / "cvs" / "ada.txt").write_text("Ada bakes bread.")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.txt").write_text("swordfish")
    return tmp_path / "root"


@pytest.fixture
async def rooted(settings: Settings, root: Path) -> AsyncIterator[Program]:
    """The program that allows the root, with an empty base."""
    async with open_program(settings.model_copy(update={"allowed_roots": (root,)})) as opened:
        await opened.post("/api/kbs", 201, {"name": "kb"})
        yield opened


async def stranger(program: Program, method: str, path: str, **content: Any) -> httpx2.Response:
    """What somebody is answered who shows no token."""
    request = program.client.build_request(method, path, **content)
    del request.headers["Authorization"]
    return await program.client.send(request)


async def asked(program: Program, folder: Path | str) -> tuple[int, str]:
    body = {"path": str(folder)}
    response = await stranger(program, "POST", "/api/kbs/kb/watches", json=body)
    return response.status_code, response.json().get("code", "")


async def test_t11_without_the_token_only_folders_under_the_roots_are_watched(
    rooted: Program, root: Path
) -> None:
    assert await asked(rooted, root / "cvs") == (201, "")
    (root / "out").symlink_to(root.parent / "secret")
    (root / "loop").symlink_to(root / "loop")
    for folder in ("/etc", root.parent / "secret", root / "out", root / ".." / "secret", "/nope"):
        assert await asked(rooted, folder) == (403, "path_not_allowed"), folder
    for folder in (root / "nope", root / "cvs" / "ada.txt", root / "loop", "cvs", "~", "."):
        assert await asked(rooted, folder) == (422, "folder_invalid"), folder
    assert len((await rooted.get("/api/kbs/kb/watches"))["watches"]) == 1


async def test_whoever_shows_the_token_may_have_any_folder_watched(
    rooted: Program, root: Path
) -> None:
    watched = await begin(rooted, root.parent / "secret")
    await watched.follow()
    assert await watched.states() == {"key.txt": "ready"}
    assert (await rooted.post("/api/kbs/kb/watches", 422, {"path": "/nope"}))["code"] == (
        "folder_invalid"
    )


async def test_a_folder_of_a_stranger_is_read_under_the_roots_of_now(
    settings: Settings, root: Path
) -> None:
    async with open_program(settings.model_copy(update={"allowed_roots": (root,)})) as program:
        await program.post("/api/kbs", 201, {"name": "kb"})
        assert await asked(program, root / "cvs") == (201, "")
        (watch,) = (await program.get("/api/kbs/kb/watches"))["watches"]
        await WatchedFolder(program, root / "cvs", watch["watch_id"]).follow()
    async with open_program(settings) as program:
        watched = WatchedFolder(program, root / "cvs", watch["watch_id"])
        watched.put("bob.txt", "Bob sails boats.")
        assert (await watched.look())["outcome"] == "unreachable"
        assert (await watched.shown())["reason"]["code"] == "path_not_allowed"
        assert await watched.states() == {"ada.txt": "ready"}
        await begin(program, root / "cvs")
        await watched.follow()
        assert await watched.states() == {"ada.txt": "ready", "bob.txt": "ready"}


async def test_t11_a_link_swapped_in_for_a_folder_is_not_followed_out_of_the_roots(
    rooted: Program, root: Path
) -> None:
    assert await asked(rooted, root / "cvs") == (201, "")
    (watch,) = (await rooted.get("/api/kbs/kb/watches"))["watches"]
    (root / "cvs").rename(root / "old")
    (root / "cvs").symlink_to(root.parent / "secret")
    watched = WatchedFolder(rooted, root / "cvs", watch["watch_id"])
    assert (await watched.look())["outcome"] == "unreachable"
    assert await rooted.search("kb", "swordfish") == []


async def test_files_are_listed_by_pages_and_by_state(rooted: Program, root: Path) -> None:
    watched = await begin(rooted, root / "cvs")
    for number in range(5):
        watched.put(f"{number}.txt", f"Person {number}.")
    (root / "cvs" / "out.txt").symlink_to("/etc/passwd")
    await watched.follow()
    path = f"/api/kbs/kb/watches/{watched.watch_id}/files"
    names: list[str] = []
    after: str | None = ""
    while after is not None:
        page = await rooted.get(path, limit=2, after=after)
        names += [Path(file["path"]).name for file in page["files"]]
        after = page["next"]
    assert names == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "ada.txt", "out.txt"]
    (refused,) = (await rooted.get(path, state="refused"))["files"]
    assert refused["path"].endswith("out.txt")
    assert len((await rooted.get(path, after="nothing"))["files"]) == 7
    await rooted.get(path, 422, state="strange")


async def test_what_nobody_watches_is_not_found(rooted: Program, root: Path) -> None:
    watched = await begin(rooted, root / "cvs")
    await rooted.post("/api/kbs", 201, {"name": "other"})
    for method, path in (
        ("GET", "/api/kbs/other/watches/{}/files"),
        ("POST", "/api/kbs/other/watches/{}/look"),
        ("DELETE", "/api/kbs/other/watches?watch={}"),
    ):
        missing = await rooted.ask(method, path.format(watched.watch_id), 404)
        assert missing["code"] == "watch_not_found"
    await rooted.post("/api/kbs/nope/watches", 404, {"path": str(root / "cvs")})


async def test_documents_stay_when_a_folder_is_watched_no_more(rooted: Program, root: Path) -> None:
    watched = await begin(rooted, root / "cvs")
    await watched.follow()
    query = {"watch": str(root / "cvs")}
    await rooted.ask("DELETE", "/api/kbs/kb/watches", 204, params=query)
    assert (await rooted.get("/api/kbs/kb/watches"))["watches"] == []
    assert len(await watched.documents()) == 1
    assert await rooted.rows("SELECT key FROM followed_files") == []


async def test_documents_are_removed_with_the_watch_but_for_those_of_others(
    rooted: Program, root: Path
) -> None:
    (root / "more").mkdir()
    watched, other = await begin(rooted, root / "cvs"), await begin(rooted, root / "more")
    watched.put("bob.txt", "Bob sails boats.")
    other.put("copy.txt", "Bob sails boats.")
    await watched.follow()
    await other.follow()
    query = {"watch": watched.watch_id, "remove": True}
    await rooted.ask("DELETE", "/api/kbs/kb/watches", 204, params=query)
    assert set(await other.documents()) == {"copy.txt"}
    assert await other.states() == {"copy.txt": "ready"}
    await rooted.assert_nothing_half_stored()
