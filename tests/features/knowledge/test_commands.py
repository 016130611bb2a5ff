"""``folioscope kb``: what people read, what programs read, what is told beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from sqlalchemy import select

from folioscope.features.knowledge import commands
from folioscope.features.knowledge.folders import Found, walk
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.tables import Run
from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal

ADA = "Ada runs Kubernetes in production."
BASE = {
    "kb_id", "name", "model", "chunk_size", "chunk_overlap", "language",
    "purpose", "access", "owner", "documents", "ready", "blind", "keep_days", "keep_until",
    "failed", "chunks", "created_at", "updated_at",
}  # fmt: skip


@pytest.fixture
async def line(settings: Settings) -> AsyncIterator[CommandLine]:
    async with open_terminal(settings) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder ``cvs`` in the working folder: a good file, an empty one, one of another kind."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "ada.txt").write_text(ADA)
    (folder / "zero.pdf").write_bytes(b"")
    (folder / "photo.heic").write_bytes(b"x")
    return folder


async def test_a_base_is_made_as_wished(line: CommandLine) -> None:
    made = await line.succeed(
        "kb", "create", "people", "--model", "wider", "--chunk-size", "400", "--json"
    )
    assert set(made.json) == BASE
    assert (made.json["model"], made.json["chunk_size"]) == ("wider", 400)
    told = await line.succeed("kb", "create", "offers")
    assert told.out == "Knowledge base “offers” is ready to be filled.\n"


async def test_a_base_of_a_known_name_or_an_unknown_model_is_refused(line: CommandLine) -> None:
    await line.succeed("kb", "create", "people")
    again = await line.run("kb", "create", "people", "--json")
    assert (again.code, again.out) == (5, "")
    assert again.told == "error: There is already a knowledge base named “people”.\n"
    unknown = await line.run("kb", "create", "x", "--model", "nope")
    assert (unknown.code, unknown.out) == (2, "")
    assert "“nope”" in unknown.told


async def test_what_is_added_is_counted_and_what_failed_is_named(
    line: CommandLine, folder: Path
) -> None:
    await line.succeed("kb", "create", "people")
    added = await line.succeed("kb", "add", "people", "cvs", "--json")
    assert set(added.json) == {"added", "unchanged", "failed", "chunks", "seconds"}
    assert (added.json["added"], added.json["unchanged"], added.json["chunks"]) == (1, 0, 1)
    assert [(one["path"], one["code"]) for one in added.json["failed"]] == [
        ("cvs/zero.pdf", "empty_file")
    ]
    assert added.told == "1 files of other kinds are left out.\n"

    again = await line.succeed("kb", "add", "people", folder / "ada.txt", "nowhere.txt")
    assert again.out.startswith("0 added to “people” (0 chunks, ")
    assert again.out.endswith(" s), 1 unchanged, 1 failed.\n")
    assert again.told == "  nowhere.txt does not exist\n"


async def test_adding_fails_where_nothing_could_be_taken_in(
    line: CommandLine, folder: Path
) -> None:
    await line.succeed("kb", "create", "people")
    for path in ("nowhere.pdf", "cvs/zero.pdf", "cvs/photo.heic"):
        failed = await line.run("kb", "add", "people", path, "--json")
        assert failed.code == 1
        assert [one["path"] for one in failed.json["failed"]] == [path]
    unknown = await line.run("kb", "add", "nobody", "cvs", "--json")
    assert (unknown.code, unknown.out) == (4, "")
    assert "“nobody”" in unknown.told


async def test_a_folder_goes_in_one_upload_and_one_run(
    line: CommandLine, folder: Path, database: Database
) -> None:
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Person {number}.")
    await line.succeed("kb", "create", "people")
    added = (await line.succeed("kb", "add", "people", "cvs", "--json")).json
    assert (added["added"], added["chunks"], len(added["failed"])) == (301, 301, 1)
    again = (await line.succeed("kb", "add", "people", "cvs", "--json")).json
    assert (again["added"], again["unchanged"], len(again["failed"])) == (0, 301, 1)
    async with database.read() as session:
        runs = (await session.scalars(select(Run.kind))).all()
    assert runs == ["knowledge.ingest"] * 2, "the second tries the empty file again"


async def test_what_is_more_than_one_request_may_have_goes_in_several(folder: Path) -> None:
    files = [(str(number), folder / "ada.txt") for number in range(5)]
    few = {"max_upload_mb": 1, "max_upload_files": 2}
    assert [len(part) for part in commands.uploads(few, files)] == [2, 2, 1]
    (folder / "large.txt").write_bytes(b"x" * 400_000)
    files = [(str(number), folder / "large.txt") for number in range(5)]
    small = {"max_upload_mb": 1, "max_upload_files": 100}
    assert [len(part) for part in commands.uploads(small, files)] == [2, 2, 1]


async def test_a_file_that_vanishes_before_it_is_sent_is_named_and_the_rest_goes_on(
    line: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "bob.txt").write_text("Bob bakes bread.")

    def look_and_lose(paths: Iterable[Path], extensions: frozenset[str]) -> Found:
        found = walk(paths, extensions)
        (folder / "ada.txt").unlink()
        return found

    monkeypatch.setattr(commands, "walk", look_and_lose)
    await line.succeed("kb", "create", "people")
    added = (await line.succeed("kb", "add", "people", "cvs", "--json")).json
    assert added["added"] == 1
    assert {(one["path"], one["code"]) for one in added["failed"]} == {
        ("cvs/ada.txt", "path_missing"),
        ("cvs/zero.pdf", "empty_file"),
    }
    (folder / "ada.txt").write_text(ADA)
    gone = await line.run("kb", "add", "people", "cvs/ada.txt", "--json")
    assert (gone.code, gone.json["added"], len(gone.json["failed"])) == (1, 0, 1)
    (folder / "ada.txt").write_text(ADA)
    kept = await line.run("kb", "rebuild", "people", "--from", "cvs/ada.txt")
    assert kept.code == 1
    assert "the base is as it was" in kept.told
    assert (await line.succeed("kb", "show", "people", "--json")).json["ready"] == 1


async def test_bases_are_listed(line: CommandLine, folder: Path) -> None:
    empty = await line.succeed("kb", "list")
    assert "folioscope kb create NAME" in empty.out
    assert (await line.succeed("kb", "list", "--json")).json == []
    await line.succeed("kb", "create", "people")
    await line.succeed("kb", "add", "people", "cvs")
    head, row = (await line.succeed("kb", "list")).out.splitlines()
    assert head.split() == ["name", "documents", "ready", "failed", "chunks", "model"]
    assert row.split() == ["people", "2", "1", "1", "1", "all-MiniLM-L6-v2"]
    (listed,) = (await line.succeed("kb", "list", "--json")).json
    assert set(listed) == BASE


async def test_a_base_is_shown_with_every_document_and_its_reason(
    line: CommandLine, folder: Path
) -> None:
    await line.succeed("kb", "create", "people")
    empty = await line.succeed("kb", "show", "people")
    assert empty.out.startswith("people: 0 of 0 documents ready, 0 chunks, model all-MiniLM-L6-v2")
    assert len(empty.out.splitlines()) == 1
    await line.succeed("kb", "add", "people", "cvs")
    shown = (await line.succeed("kb", "show", "people")).out
    assert shown.startswith("people: 1 of 2 documents ready, 1 chunks")
    assert "cvs/ada.txt" in shown
    assert "(0 bytes)" in shown
    found = (await line.succeed("kb", "show", "people", "--json")).json
    assert set(found) == BASE | {"document_count"}
    assert [(one["path"], one["state"]) for one in found["documents"]] == [
        ("cvs/ada.txt", "ready"),
        ("cvs/zero.pdf", "failed"),
    ]


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../../etc", "nobody"])
async def test_a_base_that_cannot_be_or_is_not_is_told_alike(line: CommandLine, name: str) -> None:
    for command in (("show",), ("rebuild",), ("delete", "--yes")):
        refused = await line.run("kb", command[0], name, *command[1:])
        assert (refused.code, refused.out) == (4, "")
        assert refused.told == f"error: There is no knowledge base “{name}”.\n"


async def test_names_with_blanks_and_accents_are_addressed(line: CommandLine) -> None:
    await line.succeed("kb", "create", "Équipe R+D 2")
    assert (await line.succeed("kb", "show", "Équipe R+D 2", "--json")).json["documents"] == []


async def test_a_document_is_removed_by_path_or_id(line: CommandLine, folder: Path) -> None:
    (folder / "bob.txt").write_text("Bob bakes bread.")
    await line.succeed("kb", "create", "people")
    await line.succeed("kb", "add", "people", "cvs/ada.txt", "cvs/bob.txt")
    removed = await line.succeed("kb", "remove", "people", "cvs/ada.txt")
    assert removed.out == "“cvs/ada.txt” is removed.\n"
    (bob,) = (await line.succeed("kb", "show", "people", "--json")).json["documents"]
    removed = await line.succeed("kb", "remove", "people", bob["document_id"], "--json")
    assert removed.json == {"removed": bob["document_id"]}
    gone = await line.run("kb", "remove", "people", "cvs/bob.txt", "--json")
    assert (gone.code, gone.out) == (4, "")


async def test_a_base_is_rebuilt_from_itself_or_from_files(line: CommandLine, folder: Path) -> None:
    await line.succeed("kb", "create", "people")
    await line.succeed("kb", "add", "people", "cvs/ada.txt")
    own = await line.succeed("kb", "rebuild", "people")
    assert own.out == "“people” is rebuilt: 1 documents, 1 chunks.\n"
    (folder / "bob.txt").write_text("Bob bakes bread.")
    sent = await line.succeed(
        "kb", "rebuild", "people", "--from", "cvs", "--model", "wider", "--json"
    )
    assert (sent.json["documents"], sent.json["chunks"]) == (2, 2)
    assert [one["path"] for one in sent.json["failed"]] == ["cvs/zero.pdf"]
    assert (await line.succeed("kb", "show", "people", "--json")).json["model"] == "wider"


async def test_a_rebuild_from_nothing_is_refused_and_leaves_the_base(
    line: CommandLine, folder: Path
) -> None:
    await line.succeed("kb", "create", "people")
    await line.succeed("kb", "add", "people", "cvs/ada.txt")
    refused = await line.run("kb", "rebuild", "people", "--from", "nowhere")
    assert (refused.code, refused.out) == (1, "")
    assert "nowhere" in refused.told
    assert (await line.succeed("kb", "show", "people", "--json")).json["ready"] == 1


async def test_deleting_asks_first_unless_told_not_to(line: CommandLine) -> None:
    await line.succeed("kb", "create", "people")
    kept = await line.run("kb", "delete", "people", typed="n\n")
    assert kept.code == 1
    assert "Delete “people” and its 0 documents?" in kept.out
    gone = await line.succeed("kb", "delete", "people", typed="y\n")
    assert gone.out.endswith("“people” is deleted.\n")
    for arguments in (("--yes",), ("--json",)):
        await line.succeed("kb", "create", "people")
        await line.succeed("kb", "delete", "people", *arguments)
    assert (await line.succeed("kb", "list", "--json")).json == []
