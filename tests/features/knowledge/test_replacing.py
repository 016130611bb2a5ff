"""A file that comes anew under its name: the old one answers until the new one can be found."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from folioscope.errors import Stopped
from folioscope.settings.values import Settings
from tests.backends.parsers import made_files
from tests.features.knowledge.claimed_runs import OvertakenDatabase, Work, open_work
from tests.opened_program import Program

OLD = "Ada bakes sourdough."
NEW = "Ada sails boats."
BROKEN = made_files.pdf([[(50, 800, 12, "a page that is cut off")]])[:60]
"""A PDF that cannot be read, whatever its name."""


@pytest.fixture
async def work(settings: Settings) -> AsyncIterator[Work]:
    """The program, executing nothing by itself."""
    async with open_work(settings) as opened:
        yield opened


async def texts(program: Program) -> list[str]:
    return [hit["text"] for hit in await program.search("kb", "Ada sourdough boats")]


async def states(program: Program) -> list[str]:
    listed = (await program.get("/api/kbs/kb/documents"))["documents"]
    return sorted(document["state"] for document in listed)


async def test_the_old_version_is_found_until_the_new_one_is(work: Work) -> None:
    await work.make_base("kb")
    await work.upload("kb", {"cv.txt": OLD.encode()})
    await work.finish(await work.claim())
    await work.upload("kb", {"cv.txt": NEW.encode()})
    shown = "SELECT text FROM chunks WHERE revision > 0"
    attempt = await work.claim()
    assert await work.rows(shown) == [(OLD,)]
    await work.finish(attempt)
    assert await work.rows(shown) == [(NEW,)]
    assert len(await work.rows("SELECT id FROM documents")) == 1


async def test_the_bytes_of_a_version_that_was_replaced_are_deleted(program: Program) -> None:
    await program.fill("kb", {"cv.txt": OLD})
    await program.add("kb", {"cv.txt": NEW.encode()})
    assert await texts(program) == [NEW]
    await program.assert_nothing_half_stored()
    assert len(await program.blobs()) == 1


async def test_a_new_version_that_cannot_be_read_leaves_the_old_one(program: Program) -> None:
    whole = made_files.pdf([[(50, 800, 12, OLD)]])
    await program.post("/api/kbs", 201, {"name": "kb"})
    await program.add("kb", {"cv.pdf": whole})
    result = await program.add("kb", {"cv.pdf": BROKEN})
    assert [found["path"] for found in result["failed"]] == ["cv.pdf"]
    assert [OLD in text for text in await texts(program)] == [True]
    assert await states(program) == ["failed", "ready"]

    result = await program.add("kb", {"cv.pdf": made_files.pdf([[(50, 800, 12, NEW)]])})
    assert (result["added"], await states(program)) == (1, ["ready"])
    assert [NEW in text for text in await texts(program)] == [True]


async def test_the_old_content_sent_again_ends_a_replacement_that_failed(program: Program) -> None:
    whole = made_files.pdf([[(50, 800, 12, OLD)]])
    await program.post("/api/kbs", 201, {"name": "kb"})
    await program.add("kb", {"cv.pdf": whole})
    await program.add("kb", {"cv.pdf": BROKEN})
    again = await program.upload("kb", {"cv.pdf": whole})
    assert (again["run_id"], again["unchanged"]) == (None, 1)
    assert await states(program) == ["ready"]


async def test_a_path_is_removed_with_all_its_versions(program: Program) -> None:
    whole = made_files.pdf([[(50, 800, 12, OLD)]])
    await program.post("/api/kbs", 201, {"name": "kb"})
    await program.add("kb", {"cv.pdf": whole})
    await program.add("kb", {"cv.pdf": BROKEN})
    await program.ask("DELETE", "/api/kbs/kb/documents", 204, params={"document": "cv.pdf"})
    assert (await texts(program), await states(program)) == ([], [])


async def test_versions_of_a_document_are_listed_on_one_page(program: Program) -> None:
    await program.fill("kb", {"a.txt": OLD, "c.txt": NEW})
    await program.add("kb", {"b.pdf": made_files.pdf([[(50, 800, 12, OLD)]])})
    await program.add("kb", {"b.pdf": BROKEN})
    path = "/api/kbs/kb/documents"
    first = await program.get(path, limit=2)
    assert [found["path"] for found in first["documents"]] == ["a.txt", "b.pdf", "b.pdf"]
    rest = await program.get(path, limit=2, after=first["next"])
    assert ([found["path"] for found in rest["documents"]], rest["next"]) == (["c.txt"], None)


async def test_records_of_a_file_are_replaced_together(program: Program) -> None:
    def records(*names: str) -> bytes:
        return "\n".join(json.dumps({"id": name, "text": f"Ada {name}"}) for name in names).encode()

    await program.post("/api/kbs", 201, {"name": "kb"})
    await program.add("kb", {"all.jsonl": records("one", "two", "three")})
    await program.add("kb", {"all.jsonl": records("two", "four")})
    assert sorted(await texts(program)) == ["Ada four", "Ada two"]
    assert await states(program) == ["ready", "ready"]


async def test_records_are_replaced_once_all_new_ones_are_found(work: Work) -> None:
    old, new = (
        "".join(f'{{"id": "{name}{number}", "text": "{name}"}}\n' for number in range(450))
        for name in ("old", "new")
    )
    await work.make_base("kb")
    await work.upload("kb", {"all.jsonl": old.encode()})
    await work.finish(await work.claim())
    await work.upload("kb", {"all.jsonl": new.encode()})
    shown = "SELECT substr(text, 1, 3), count(*) FROM chunks WHERE revision > 0 GROUP BY 1"
    async with aclosing(OvertakenDatabase(work, at=9)) as overtaken:
        with pytest.raises(Stopped):  # before the last records are published
            await work.execute(await work.claim(), overtaken)
    assert sorted(await work.rows(shown)) == [("new", 400), ("old", 450)]
    await work.finish(await work.claim())
    assert await work.rows(shown) == [("new", 450)]


async def test_of_two_versions_a_rebuild_keeps_the_later_one(work: Work) -> None:
    await work.make_base("kb")
    await work.upload("kb", {"cv.txt": OLD.encode()})
    await work.finish(await work.claim())
    await work.upload("kb", {"cv.txt": NEW.encode()})
    attempt = await work.claim()
    await work.give_up(attempt)
    assert await work.rows("SELECT state FROM documents ORDER BY state") == [
        ("failed",),
        ("ready",),
    ]
    await work.rebuild("kb")
    await work.finish(await work.claim())
    assert await work.rows("SELECT text FROM chunks") == [(NEW,)]
    assert await work.rows("SELECT state FROM documents") == [("ready",)]
