"""What becomes of the files of a watched folder: looks at real folders, one at a time."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from folioscope.features.knowledge.incoming import allowed_path
from folioscope.features.watches import listing, scan
from folioscope.settings.values import Settings
from tests.backends.parsers import made_files
from tests.features.watches.watched_folder import WatchedFolder, begin, open_watched
from tests.opened_program import Program, open_program

ADA = "Ada bakes sourdough bread."
BOB = "Bob sails wooden boats."
AT_WORK = (
    "INSERT INTO runs (id, owner_id, actor_kind, actor_id, kind, subject, status, attempt, "
    "max_attempts, next_seq, lease_until, not_before, input, created_at) SELECT 'busy', 0, "
    "'local', 0, 'elsewhere', id, 'running', 1, 1, 1, 9e15, 0, '{}', created_at FROM bases"
)
BROKEN = made_files.pdf([[(50, 800, 12, "a page that is cut off")]])[:60]


@pytest.fixture(autouse=True)
def _files_settle_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SETTLE_SECONDS", 0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "cvs"
    folder.mkdir()
    return folder


@pytest.fixture
async def watched(settings: Settings, folder: Path) -> AsyncIterator[WatchedFolder]:
    async with open_watched(settings, folder) as opened:
        yield opened


async def test_new_files_are_taken_in_by_one_run_and_found(watched: WatchedFolder) -> None:
    watched.put("ada.txt", ADA)
    watched.put("sub/bob.txt", BOB)
    watched.put("photo.heic", "x")
    assert (await watched.look())["outcome"] == "started"
    assert (await watched.look())["outcome"] == "done"
    assert await watched.states() == {"ada.txt": "ready", "sub/bob.txt": "ready"}
    assert await watched.found("sourdough bread") == ["ada.txt", "sub/bob.txt"]
    shown = await watched.shown()
    assert (shown["state"], shown["files"], shown["skipped"]) == ("watched", {"ready": 2}, 1)
    ((run_id, given),) = await watched.program.rows("SELECT id, input FROM runs")
    assert run_id == shown["run_id"]
    assert watched.watch_id in str(given)


async def test_what_has_not_changed_is_not_read_again(watched: WatchedFolder) -> None:
    path = watched.put("ada.txt", ADA)
    await watched.follow()
    path.write_bytes(BOB.encode()[: len(ADA)].ljust(len(ADA)))
    about = path.stat()
    before = (await watched.listed())["ada.txt"]
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns + 10**9))
    await watched.follow()
    assert (await watched.listed())["ada.txt"]["digest"] != before["digest"]
    runs = await watched.program.rows("SELECT id FROM runs")
    await watched.follow()
    assert await watched.program.rows("SELECT id FROM runs") == runs


async def test_a_changed_file_takes_the_place_of_its_document(watched: WatchedFolder) -> None:
    watched.put("cv.txt", ADA)
    await watched.follow()
    watched.put("cv.txt", BOB)
    await watched.follow()
    assert len(await watched.documents()) == 1
    (hit,) = await watched.program.search("kb", "boats")
    assert hit["text"] == BOB
    await watched.program.assert_nothing_half_stored()


async def test_a_version_that_cannot_be_read_leaves_the_old_one_answering(
    watched: WatchedFolder,
) -> None:
    watched.put("cv.pdf", made_files.pdf([[(50, 800, 12, ADA)]]))
    await watched.follow()
    watched.put("cv.pdf", BROKEN)
    await watched.follow()
    file = (await watched.listed())["cv.pdf"]
    assert (file["state"], file["is_found"]) == ("failed", True)
    assert file["reason"]["message"]
    assert await watched.found("sourdough bread") == ["cv.pdf"]
    watched.put("cv.pdf", made_files.pdf([[(50, 800, 12, BOB)]]))
    await watched.follow()
    assert await watched.states() == {"cv.pdf": "ready"}
    assert len(await watched.documents()) == 1


@pytest.mark.parametrize("keeps_inode", [True, False])
async def test_a_rename_costs_nothing(watched: WatchedFolder, keeps_inode: bool) -> None:
    path = watched.put("ada.txt", ADA)
    await watched.follow()
    before = await watched.documents()
    chunks = await watched.program.rows("SELECT id, document_id FROM chunks")
    if keeps_inode:
        (watched.folder / "new").mkdir()
        path.rename(watched.folder / "new" / "lovelace.txt")
    else:
        shutil.copyfile(path, watched.put("new/lovelace.txt", ""))
        path.unlink()
    assert (await watched.look())["outcome"] == "done"
    assert await watched.documents() == {"new/lovelace.txt": before["ada.txt"]}
    assert await watched.program.rows("SELECT id, document_id FROM chunks") == chunks
    assert len(await watched.program.rows("SELECT id FROM runs")) == 1
    assert await watched.found("sourdough bread") == ["new/lovelace.txt"]
    assert await watched.states() == {"ada.txt": "gone", "new/lovelace.txt": "ready"}
    (name,) = (await watched.program.rows("SELECT name FROM documents"))[0]
    assert name == "lovelace.txt"


async def test_two_files_that_change_names_keep_their_documents(watched: WatchedFolder) -> None:
    watched.put("a.txt", ADA)
    watched.put("b.txt", BOB)
    await watched.follow()
    before = await watched.documents()
    (watched.folder / "a.txt").rename(watched.folder / "c.txt")
    (watched.folder / "b.txt").rename(watched.folder / "a.txt")
    (watched.folder / "c.txt").rename(watched.folder / "b.txt")
    await watched.follow()
    assert await watched.documents() == {"a.txt": before["b.txt"], "b.txt": before["a.txt"]}


async def test_a_file_that_gets_another_extension_is_read_as_what_it_is_now(
    watched: WatchedFolder,
) -> None:
    path = watched.put("ada.txt", f"# {ADA}")
    await watched.follow()
    before = await watched.documents()
    path.rename(watched.folder / "ada.md")
    await watched.follow()
    assert set(await watched.documents()) == {"ada.md"}
    assert set((await watched.documents()).values()).isdisjoint(before.values())
    assert await watched.states() == {"ada.txt": "gone", "ada.md": "ready"}


async def test_a_renamed_file_of_many_records_keeps_them_all(watched: WatchedFolder) -> None:
    records = '{"id": "a", "text": "Ada bakes"}\n{"id": "b", "text": "Bob sails"}\n'
    path = watched.put("people.jsonl", records)
    await watched.follow()
    before = await watched.documents()
    assert len(before) == 2
    path.rename(watched.folder / "all.jsonl")
    await watched.follow()
    after = await watched.documents()
    assert sorted(after.values()) == sorted(before.values())
    assert all(name.startswith("all.jsonl#") for name in after)


async def test_files_of_one_content_are_one_document_that_stays_with_the_last_of_them(
    watched: WatchedFolder,
) -> None:
    watched.put("a.txt", ADA)
    watched.put("b.txt", ADA)
    await watched.follow()
    ((name, document_id),) = (await watched.documents()).items()
    other = "b.txt" if name == "a.txt" else "a.txt"
    files = await watched.listed()
    assert (files[name]["state"], files[other]["state"]) == ("ready", "same")
    assert files[other]["same_as"].endswith(name)
    (watched.folder / name).unlink()
    await watched.follow()
    assert await watched.documents() == {other: document_id}
    assert await watched.states() == {name: "gone", other: "ready"}
    (watched.folder / other).unlink()
    await watched.follow()
    assert await watched.documents() == {}
    await watched.program.assert_nothing_half_stored()


async def test_a_copy_keeps_the_document_when_the_first_file_changes(
    watched: WatchedFolder,
) -> None:
    watched.put("a.txt", ADA)
    await watched.follow()
    before = await watched.documents()
    watched.put("b.txt", ADA)
    await watched.follow()
    watched.put("a.txt", BOB)
    await watched.follow()
    after = await watched.documents()
    assert after["b.txt"] == before["a.txt"]
    assert after["a.txt"] not in before.values()
    assert await watched.states() == {"a.txt": "ready", "b.txt": "ready"}


async def test_a_copy_of_another_kind_is_read_when_the_first_file_is_deleted(
    watched: WatchedFolder,
) -> None:
    watched.put("a.txt", ADA)
    await watched.follow()
    watched.put("b.md", ADA)
    await watched.follow()
    assert await watched.states() == {"a.txt": "ready", "b.md": "same"}
    (watched.folder / "a.txt").unlink()
    await watched.follow()
    assert await watched.states() == {"a.txt": "gone", "b.md": "ready"}
    assert set(await watched.documents()) == {"b.md"}


async def test_deleted_files_are_found_no_more_and_their_bytes_are_deleted(
    watched: WatchedFolder,
) -> None:
    watched.put("ada.txt", ADA)
    watched.put("bob.txt", BOB)
    await watched.follow()
    (watched.folder / "ada.txt").unlink()
    assert (await watched.look())["outcome"] == "done"
    assert await watched.found("sourdough bread") == ["bob.txt"]
    assert await watched.states() == {"ada.txt": "gone", "bob.txt": "ready"}
    await watched.program.assert_nothing_half_stored()
    watched.put("ada.txt", ADA)
    await watched.follow()
    assert await watched.states() == {"ada.txt": "ready", "bob.txt": "ready"}


async def test_a_document_of_somebody_elses_upload_is_not_the_folders_to_delete(
    watched: WatchedFolder,
) -> None:
    await watched.program.add("kb", {"upload.txt": ADA.encode()})
    path = watched.put("ada.txt", ADA)
    await watched.follow()
    (file,) = (await watched.listed()).values()
    assert (file["state"], file["same_as"]) == ("same", "upload.txt")
    path.unlink()
    await watched.follow()
    assert set(await watched.documents()) == {"upload.txt"}


async def test_a_document_removed_by_hand_comes_back_when_its_file_changes(
    watched: WatchedFolder,
) -> None:
    path = watched.put("ada.txt", ADA)
    await watched.follow()
    (document,) = (await watched.documents()).values()
    query = {"document": document}
    await watched.program.ask("DELETE", "/api/kbs/kb/documents", 204, params=query)
    await watched.follow()
    assert await watched.states() == {"ada.txt": "removed"}
    path.rename(watched.folder / "lovelace.txt")
    await watched.follow()
    assert await watched.documents() == {}
    watched.put("lovelace.txt", BOB)
    await watched.follow()
    assert set(await watched.documents()) == {"lovelace.txt"}


async def test_files_that_cannot_be_taken_are_named_with_the_reason(
    settings: Settings, folder: Path
) -> None:
    settings = settings.model_copy(update={"max_upload_mb": 1})
    async with open_watched(settings, folder) as watched:
        watched.put("large.txt", b"x" * (1024 * 1024 + 1))
        watched.put("empty.txt", "")
        watched.put("broken.pdf", BROKEN)
        (folder / "link.txt").symlink_to("/etc/passwd")
        await watched.follow()
        files = await watched.listed()
        assert {name: (file["state"], file["reason"]["code"]) for name, file in files.items()} == {
            "large.txt": ("refused", "file_too_large"),
            "empty.txt": ("failed", "empty_file"),
            "broken.pdf": ("failed", files["broken.pdf"]["reason"]["code"]),
            "link.txt": ("refused", "link_leads_out"),
        }
        assert (await watched.look())["outcome"] == "done"
        watched.put("large.txt", ADA)
        (folder / "link.txt").unlink()
        (folder / "empty.txt").unlink()
        await watched.follow()
        states = {"large.txt": "ready", "empty.txt": "gone", "broken.pdf": "failed"}
        assert await watched.states() == states


async def test_watching_once_more_tries_again_what_failed(watched: WatchedFolder) -> None:
    watched.put("broken.pdf", BROKEN)
    await watched.follow()
    runs = len(await watched.program.rows("SELECT id FROM runs"))
    assert (await watched.look())["outcome"] == "done"
    again = await begin(watched.program, watched.folder)
    assert again.watch_id == watched.watch_id
    assert await watched.states() == {"broken.pdf": "waiting"}
    await watched.follow()
    assert await watched.states() == {"broken.pdf": "failed"}
    assert len(await watched.program.rows("SELECT id FROM runs")) == runs + 1


@pytest.mark.parametrize("vanish", ["renamed", "file"])
async def test_a_folder_that_is_gone_deletes_nothing(watched: WatchedFolder, vanish: str) -> None:
    watched.put("ada.txt", ADA)
    await watched.follow()
    before = await watched.documents()
    away = watched.folder.rename(watched.folder.with_name("away"))
    if vanish == "file":
        watched.folder.write_text("no folder")
    for _ in range(2):
        assert (await watched.look())["outcome"] == "unreachable"
    shown = await watched.shown()
    assert (shown["state"], shown["reason"]["code"]) == ("unreachable", "folder_unreachable")
    assert await watched.documents() == before
    assert await watched.states() == {"ada.txt": "ready"}
    watched.folder.unlink(missing_ok=True)
    away.rename(watched.folder)
    await watched.follow()
    shown = await watched.shown()
    assert (shown["state"], shown["reason"]) == ("watched", None)


async def test_an_empty_mount_point_deletes_nothing_unless_it_is_meant(
    watched: WatchedFolder,
) -> None:
    watched.put("ada.txt", ADA)
    await watched.follow()
    before = await watched.documents()
    watched.folder.rename(watched.folder.with_name("drive"))
    watched.folder.mkdir()
    watched.put("other.txt", BOB)
    assert (await watched.look())["outcome"] == "unreachable"
    assert await watched.documents() == before
    assert "not mounted" in (await watched.shown())["reason"]["message"]
    await begin(watched.program, watched.folder)
    await watched.follow()
    assert set(await watched.documents()) == {"other.txt"}


async def test_a_folder_that_is_emptied_is_empty(watched: WatchedFolder) -> None:
    watched.put("ada.txt", ADA)
    watched.put("bob.txt", BOB)
    await watched.follow()
    for path in watched.folder.iterdir():
        path.unlink()
    await watched.follow()
    assert await watched.documents() == {}


async def test_names_of_every_kind_are_followed(watched: WatchedFolder) -> None:
    composed = unicodedata.normalize("NFC", "résumé.txt")
    for number, name in enumerate(
        [composed, unicodedata.normalize("NFD", composed), "two\nlines.txt", "🙂.txt", "x" * 251]
    ):
        watched.put(name if name.endswith(".txt") else f"{name}.txt", f"Person {number}.")
    latin = os.fsdecode(os.fsencode(watched.folder) + b"/caf\xe9.txt")
    Path(latin).write_text(ADA)
    await watched.follow()
    assert list((await watched.states()).values()) == ["ready"] * 6
    assert len(await watched.documents()) == 6
    Path(latin).rename(watched.folder / "café.txt")
    await watched.follow()
    assert len(await watched.documents()) == 6
    assert "café.txt" in await watched.documents()


async def test_many_files_are_taken_in_a_part_at_a_time(
    watched: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "MOST_FILES", 4)
    monkeypatch.setattr(scan, "ROWS_AT_ONCE", 3)
    for number in range(10):
        watched.put(f"{number}.txt", f"Person {number}.")
    assert (await watched.look())["outcome"] == "started"
    assert (await watched.shown())["files"] == {"ready": 4, "waiting": 6}
    await watched.follow()
    assert (await watched.shown())["files"] == {"ready": 10}
    assert len(await watched.program.rows("SELECT id FROM runs")) == 3


async def test_files_that_moved_are_not_taken_for_deleted_while_others_are_to_be_read(
    watched: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "MOST_FILES", 2)
    for number in range(6):
        watched.put(f"{number}.txt", f"Person {number}.")
    await watched.follow()
    before = await watched.documents()
    for path in list(watched.folder.iterdir()):
        shutil.copyfile(path, watched.put(f"new/{path.name}", ""))
        path.unlink()
    await watched.follow()
    after = {f"new/{name}": document_id for name, document_id in before.items()}
    assert await watched.documents() == after


async def test_a_file_that_is_still_written_waits(
    watched: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.put("ada.txt", ADA)
    listed = listing.look

    def look_while_it_grows(folder: Path, extensions: frozenset[str], real: Path | None) -> object:
        found = listed(folder, extensions, real)
        with (folder / "bob.txt").open("a") as file:
            file.write(BOB)
        return found

    watched.put("bob.txt", BOB)
    monkeypatch.setattr(scan, "look", look_while_it_grows)
    assert (await watched.look())["outcome"] == "started"
    files = await watched.listed()
    assert (files["bob.txt"]["state"], files["bob.txt"]["reason"]["code"]) == (
        "waiting",
        "changing",
    )
    assert files["ada.txt"]["state"] == "ready"
    monkeypatch.undo()
    await watched.follow()
    assert (await watched.states())["bob.txt"] == "ready"


async def test_changes_wait_for_a_run_that_works_on_the_base(watched: WatchedFolder) -> None:
    program = watched.program
    watched.put("ada.txt", ADA)
    await watched.follow()
    async with program.database.write() as session:
        await session.execute(text(AT_WORK))
    (watched.folder / "ada.txt").unlink()
    path = f"/api/kbs/kb/watches/{watched.watch_id}/look"
    assert await program.post(path, 200) == {"outcome": "waits", "run_id": "busy"}
    assert set(await watched.documents()) == {"ada.txt"}
    query = {"watch": watched.watch_id, "remove": True}
    refused = await program.ask("DELETE", "/api/kbs/kb/watches", 409, params=query)
    assert refused["code"] == "kb_at_work"
    async with program.database.write() as session:
        await session.execute(text("DELETE FROM runs WHERE id = 'busy'"))
    await watched.follow()
    assert await watched.documents() == {}


async def test_two_folders_of_a_base_share_what_is_in_both(
    watched: WatchedFolder, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    second = await begin(watched.program, tmp_path / "more")
    watched.put("ada.txt", ADA)
    second.put("copy.txt", ADA)
    await watched.follow()
    await second.follow()
    assert await second.states() == {"copy.txt": "same"}
    (watched.folder / "ada.txt").unlink()
    await watched.follow()
    assert await second.states() == {"copy.txt": "ready"}
    assert len(await watched.documents()) == 1


async def test_a_base_that_is_deleted_is_watched_no_more(watched: WatchedFolder) -> None:
    watched.put("ada.txt", ADA)
    await watched.follow()
    await watched.program.ask("DELETE", "/api/kbs/kb", 204)
    assert await watched.program.rows("SELECT id FROM watches") == []
    assert await watched.program.rows("SELECT key FROM followed_files") == []


async def test_states_survive_a_restart(settings: Settings, folder: Path) -> None:
    async with open_watched(settings, folder) as watched:
        watched.put("ada.txt", ADA)
        await watched.follow()
    async with open_program(settings) as program:
        again = WatchedFolder(program, folder, watched.watch_id)
        assert await again.states() == {"ada.txt": "ready"}
        assert (await again.look())["outcome"] == "done"
        assert len(await _runs(program)) == 1


async def _runs(program: Program) -> list[tuple[object, ...]]:
    return await program.rows("SELECT id FROM runs")


# Swapped between two moments


SECRET = "swordfish of another department"


@pytest.fixture
async def untrusted(settings: Settings, tmp_path: Path) -> AsyncIterator[WatchedFolder]:
    """A folder under the one root that is allowed, beside a folder that is not."""
    root = tmp_path / "roots"
    (root / "cvs").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "ada.txt").write_text(SECRET)
    (tmp_path / "secret" / "key.txt").write_text(SECRET)
    allowing = settings.model_copy(update={"allowed_roots": (root,)})
    async with open_watched(allowing, root / "cvs") as watched:
        async with watched.program.database.write() as session:
            await session.execute(text("UPDATE watches SET trusted = false"))
        watched.put("ada.txt", ADA)
        yield watched


def swap(watched: WatchedFolder) -> None:
    """Put a link out of the roots where the folder was."""
    watched.folder.rename(watched.folder.with_name("away"))
    watched.folder.symlink_to(watched.folder.parent.parent / "secret")


async def test_t11_a_folder_swapped_after_it_was_allowed_is_not_listed(
    untrusted: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swapped(path: Path, roots: tuple[Path, ...]) -> Path:
        real = allowed_path(path, roots)
        swap(untrusted)
        return real

    monkeypatch.setattr(scan, "allowed_path", swapped)
    assert (await untrusted.look())["outcome"] == "unreachable"
    assert await untrusted.listed() == {}


async def test_t11_a_folder_swapped_after_it_was_listed_is_not_read(
    untrusted: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = (untrusted.folder / "ada.txt").stat()
    secret = untrusted.folder.parent.parent / "secret" / "ada.txt"
    os.utime(secret, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    chosen = scan._chosen

    def swapped(candidates: list[listing.Seen]) -> list[listing.Seen]:
        swap(untrusted)
        about = secret.stat()
        seen = (about.st_size, about.st_mtime_ns, about.st_ino)
        return [
            replace(one, size=seen[0], mtime_ns=seen[1], inode=seen[2])
            for one in chosen(candidates)
        ]

    monkeypatch.setattr(scan, "_chosen", swapped)
    await untrusted.look()
    file = (await untrusted.listed())["ada.txt"]
    assert (file["state"], file["reason"]["code"]) == ("refused", "link_leads_out")
    assert SECRET not in str(await untrusted.program.rows("SELECT text FROM chunks"))


async def test_t11_a_linked_folder_swapped_before_it_is_entered_is_not_listed(
    untrusted: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (untrusted.folder / "sub").mkdir()
    sort_in = listing._Search._sort_in

    def swapped(
        search: listing._Search, entry: os.DirEntry[str], path: str, about: os.stat_result
    ) -> None:
        sort_in(search, entry, path, about)
        if entry.name == "sub" and not entry.is_symlink():
            Path(path).rmdir()
            Path(path).symlink_to(untrusted.folder.parent.parent / "secret")

    monkeypatch.setattr(listing._Search, "_sort_in", swapped)
    await untrusted.look()
    assert "sub/key.txt" not in await untrusted.listed()
