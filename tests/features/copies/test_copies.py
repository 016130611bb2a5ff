"""What a safety copy holds comes back on either engine, and of one moment."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from folioscope.backends.blobs.disk import DiskBlobs
from folioscope.backends.blobs.port import Blobs, FilesUnavailable
from folioscope.features.copies.archive import open_archive
from folioscope.features.copies.checking import check
from folioscope.features.copies.restoring import DatabaseNotEmpty
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.database.filled_rows import RowsRefused, filling
from folioscope.settings.values import Settings
from folioscope.wiring.choices import blobs_of
from tests.features.copies.copying import Rows, bring_back, copy_into, rows_of, tell
from tests.opened_program import Program, open_program

ADA = "Ada Byron has run Kubernetes in production for six years. She speaks French."
WRITES_OF_THEIR_OWN = {"runs", "run_events", "kept_answers"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "copy.tar"


@pytest.fixture
def blobs(settings: Settings) -> Iterator[Blobs]:
    """The files of the program, as another process has them."""
    opened = blobs_of(settings, alone=False)
    yield opened
    opened.close()


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty SQLite database, whichever engine the copy is of."""
    database = Database(parse_url(f"sqlite:///{tmp_path / 'elsewhere' / 'folioscope.db'}"))
    (tmp_path / "elsewhere").mkdir()
    yield database
    await database.aclose()


@pytest.fixture
def files_elsewhere(tmp_path: Path) -> DiskBlobs:
    return DiskBlobs(tmp_path / "elsewhere" / "files")


async def fill(program: Program) -> None:
    """A base, a conversation, and JSON that is null beside JSON that is missing."""
    await program.fill("people", {"ada.txt": ADA, "françois.txt": "François parle breton 🦀."})
    thread_id, run_id = await program.question("Who has run Kubernetes?")
    await program.outcome(run_id)
    await program.ask("PATCH", f"/api/threads/{thread_id}", 200, json={"title": "Ada 🦀\u2028"})


def comparable(rows: Rows) -> Rows:
    return {name: found for name, found in rows.items() if name not in WRITES_OF_THEIR_OWN}


async def test_what_was_copied_is_found_again_on_the_other_side(
    program: Program, blobs: Blobs, archive: Path, elsewhere: Database, files_elsewhere: DiskBlobs
) -> None:
    await fill(program)
    manifest = await copy_into(archive, program.database, blobs)
    before = await rows_of(program.database)
    assert (manifest.files, manifest.lost) == (2, [])
    await bring_back(archive, elsewhere, files_elsewhere)
    assert comparable(await rows_of(elsewhere)) == comparable(before)
    digests = {str(row["digest"]) for row in before["files"]}
    assert set(files_elsewhere.digests()) == digests
    with files_elsewhere.local_path(hashlib.sha256(ADA.encode()).hexdigest()) as path:
        assert path.read_text() == ADA
    assert await check(elsewhere, files_elsewhere, tell) == []


async def test_a_copy_of_sqlite_comes_back_into_the_engine_of_the_suite(
    settings: Settings, tmp_path: Path, archive: Path
) -> None:
    folder = tmp_path / "first"
    first = settings.model_copy(update={"data_dir": folder, "database_url": None})
    async with open_program(first) as program:
        await fill(program)
        held = blobs_of(first, alone=False)
        await copy_into(archive, program.database, held)
        before = await rows_of(program.database)
    async with aclosing(Database(parse_url(settings.database_address))) as database:
        with closing(blobs_of(settings)) as blobs:
            await bring_back(archive, database, blobs)
        assert comparable(await rows_of(database)) == comparable(before)
    async with open_program(settings) as program:
        (hit, *_) = await program.search("people", "Kubernetes in production")
        assert hit["text"] == ADA
        await program.fill("others", {"bo.txt": "Bo runs trains."})  # keys are counted on


async def test_a_copy_is_of_one_moment_though_somebody_writes_on(
    program: Program, blobs: Blobs, archive: Path, elsewhere: Database, files_elsewhere: DiskBlobs
) -> None:
    await fill(program)
    stop = asyncio.Event()

    async def write_on() -> int:
        count = 0
        while not stop.is_set():
            name = f"base-{count}"
            await program.post("/api/kbs", 201, {"name": name})
            await program.upload(name, {f"{count}.txt": f"Person {count} sings.".encode()})
            if count % 3 == 2:
                await program.ask("DELETE", f"/api/kbs/{name}", 204)
            count += 1
        return count

    writing = asyncio.create_task(write_on())
    for _ in range(3):
        manifest = await copy_into(archive, program.database, blobs)
        assert manifest.lost == []
    stop.set()
    assert await writing > 0
    await bring_back(archive, elsewhere, files_elsewhere)
    assert await check(elsewhere, files_elsewhere, tell) == []
    rows = await rows_of(elsewhere)
    named = {str(row["digest"]) for row in rows["files"]}
    assert named <= set(files_elsewhere.digests())


async def test_a_file_is_held_until_it_is_copied(
    program: Program, blobs: Blobs, archive: Path
) -> None:
    await fill(program)
    (document, *_) = (await program.get("/api/kbs/people/documents"))["documents"]
    before = await program.blobs()
    pinned = blobs.pin(sorted(before))
    await program.ask(
        "DELETE", "/api/kbs/people/documents", 204, params={"document": document["document_id"]}
    )
    await program.post("/api/kbs", 201, {"name": "later"})
    assert set(blobs.digests()) == before
    blobs.unpin(pinned)
    manifest = await copy_into(archive, program.database, blobs)
    assert manifest.lost == []


async def test_a_file_that_is_lost_is_told_and_the_rest_is_copied(
    program: Program, blobs: Blobs, archive: Path
) -> None:
    await fill(program)
    digest = hashlib.sha256(ADA.encode()).hexdigest()
    blobs.remove(digest, lambda _digest: False)
    manifest = await copy_into(archive, program.database, blobs)
    assert (manifest.lost, manifest.files) == ([digest], 1)
    assert await check(program.database, blobs, tell) == [f"The file {digest} is missing."]


async def test_a_file_that_has_changed_on_disk_is_no_part_of_the_copy(
    program: Program, blobs: Blobs, archive: Path
) -> None:
    if not program.database.is_sqlite:
        pytest.skip("files of PostgreSQL change with its rows")
    await fill(program)
    digest = hashlib.sha256(ADA.encode()).hexdigest()
    with blobs.local_path(digest) as path:
        path.write_text(ADA.upper())
    manifest = await copy_into(archive, program.database, blobs)
    assert (manifest.lost, manifest.files) == ([digest], 1)
    assert await check(program.database, blobs, tell) == [f"The file {digest} is not what it was."]


async def test_a_database_with_something_in_it_is_let_be(
    program: Program, blobs: Blobs, archive: Path
) -> None:
    await fill(program)
    await copy_into(archive, program.database, blobs)
    before = await rows_of(program.database)
    with pytest.raises(DatabaseNotEmpty):
        await bring_back(archive, program.database, blobs)
    assert await rows_of(program.database) == before


async def test_a_restore_that_fails_leaves_nothing_and_can_be_tried_again(
    program: Program, blobs: Blobs, archive: Path, elsewhere: Database, tmp_path: Path
) -> None:
    await fill(program)
    await copy_into(archive, program.database, blobs)
    too_small = tmp_path / "full"
    too_small.mkdir()
    files = DiskBlobs(too_small / "files")
    digest = hashlib.sha256(ADA.encode()).hexdigest()
    (too_small / "files" / digest[:2]).write_text("in the way")
    with pytest.raises(FilesUnavailable):
        await bring_back(archive, elsewhere, files)
    (too_small / "files" / digest[:2]).unlink()
    await bring_back(archive, elsewhere, files)
    assert await check(elsewhere, files, tell) == []


async def test_rows_that_refer_to_nothing_are_refused_as_a_whole(database: Database) -> None:
    own = [["k", 1, "0" * 32, 1, "2026-01-01T00:00:00+00:00"]]
    columns = ["id", "owner_id", "digest", "size", "created_at"]

    def add(connection: Connection) -> None:
        with filling(connection) as target:
            target.add("files", columns, own)
            target.add("runs", ["id", "nothing"], [])

    with pytest.raises(RowsRefused, match="columns are not those"):
        await database.run_on_connection(add)

    def add_stranger(connection: Connection) -> None:
        with filling(connection) as target:
            target.add("files", columns, [["k", 999, "0" * 32, 1, "2026-01-01T00:00:00+00:00"]])

    with pytest.raises(RowsRefused, match="refer to others that are not there"):
        await database.run_on_connection(add_stranger)
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM files")) == 0


@pytest.mark.parametrize(
    "row",
    [
        ["k", "one", "d", 1, "2026-01-01T00:00:00+00:00"],
        ["k", 1, "d", 1, "yesterday"],
        ["k", 1, "d", 1],
        ["k", 1, None, 1, "2026-01-01T00:00:00+00:00"],
        ["k", 1, ["d"], 1, "2026-01-01T00:00:00+00:00"],
    ],
)
async def test_values_that_do_not_fit_are_refused(database: Database, row: list[object]) -> None:
    if database.is_sqlite and row[1] == "one":
        pytest.skip("SQLite finds by its references that there is no such owner")

    def add(connection: Connection) -> None:
        with filling(connection) as target:
            target.add("files", ["id", "owner_id", "digest", "size", "created_at"], [row])

    with pytest.raises(RowsRefused):
        await database.run_on_connection(add)


async def test_json_that_is_null_is_told_from_what_is_missing(
    program: Program, blobs: Blobs, archive: Path, elsewhere: Database, files_elsewhere: DiskBlobs
) -> None:
    await fill(program)
    async with program.database.write() as session:
        await session.execute(text("UPDATE runs SET usage = 'null' WHERE kind = 'chat.answer'"))
        await session.execute(text("UPDATE runs SET usage = NULL WHERE kind <> 'chat.answer'"))
    await copy_into(archive, program.database, blobs)
    await bring_back(archive, elsewhere, files_elsewhere)
    async with elsewhere.read() as session:
        chosen = "SELECT kind, CAST(usage AS TEXT) FROM runs ORDER BY kind"
        found = [tuple(row) for row in await session.execute(text(chosen))]
    assert [usage for kind, usage in found if kind == "chat.answer"] == ["null"]
    assert {usage for kind, usage in found if kind != "chat.answer"} == {None}


async def test_what_is_put_in_is_read_back_from_the_archive(
    program: Program, blobs: Blobs, archive: Path
) -> None:
    await fill(program)
    await copy_into(archive, program.database, blobs)
    with open_archive(archive) as opened:
        contents = {digest: content.read() for digest, content, _ in opened.files()}
        names = {name for name, _, _ in opened.rows()}
    assert all(hashlib.sha256(told).hexdigest() == digest for digest, told in contents.items())
    assert {"users", "bases", "files", "documents", "chunks", "messages"} <= names
    assert BytesIO(archive.read_bytes()).read(15) == b"folioscope.json"
