"""Files that unpack, hang or fetch: refused by name within small limits, and the rest goes on."""

from __future__ import annotations

import asyncio
import io
import socket
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from folioscope.backends.parsers import docx, sandbox
from folioscope.backends.parsers.port import Limits, Unreadable
from folioscope.backends.parsers.sandbox import FileReader
from folioscope.backends.registry import BACKENDS
from folioscope.settings.values import Settings
from tests import hostile_reader
from tests.backends.parsers import made_files
from tests.opened_program import Program, open_program

MEGABYTE = 1024 * 1024
SMALL = replace(Limits(), memory_bytes=512 * MEGABYTE, wall_seconds=20.0)
PAGE = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
BODY = f'<w:document xmlns:w="{made_files.WORD}"><w:body><w:p><w:r><w:t>'
END = "</w:t></w:r></w:p></w:body></w:document>"
GROWING = "".join(
    f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' if level else '<!ENTITY a0 "lol">'
    for level in range(10)
)


async def code_of(file: Path, name: str) -> str:
    """Why a file is refused by a child that may take little."""
    with pytest.raises(Unreadable) as caught:
        await FileReader(SMALL).read(file, name)
    return caught.value.code


def nested(folder: Path) -> bytes:
    """A document whose only part is an archive that is a bomb itself."""
    inner = made_files.bomb(folder / "inner", megabytes=30).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", inner)
    return packed.getvalue()


def of_many_pages(count: int) -> bytes:
    """A PDF whose tree of pages names one page so many times."""
    kids = b"3 0 R " * count
    pages = b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n" % (count, kids)
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + pages
        + PAGE
        + (b"trailer<</Root 1 0 R>>\n%%EOF")
    )


async def test_t12_archives_that_lie_are_refused_in_little_memory(tmp_path: Path) -> None:
    bomb = made_files.bomb(tmp_path / "bomb", megabytes=300)
    silent = made_files.bomb(tmp_path / "silent", megabytes=300)
    made_files.with_declared_size_zero(silent)
    crowd = made_files.archive(tmp_path / "crowd", {f"{one}.xml": "" for one in range(10_000)})
    for file in (bomb, silent, crowd):
        assert await code_of(file, "cv.docx") == "zip_bomb", file.name
    inside = tmp_path / "nested"
    inside.write_bytes(nested(tmp_path))
    assert await code_of(inside, "cv.docx") in {"damaged", "zip_bomb"}


async def test_t13_a_pdf_of_too_many_pages_is_refused_by_their_number(tmp_path: Path) -> None:
    file = tmp_path / "stored"
    file.write_bytes(of_many_pages(100_000))
    with pytest.raises(Unreadable) as caught:
        await FileReader(SMALL).read(file, "cv.pdf")
    assert caught.value.code in {"too_large", "damaged", "too_many_pages"}
    made_files.docx(file, made_files.paragraph("Ada"))
    assert (await FileReader(SMALL).read(file, "cv.docx")).documents[0].pages[0].text == "Ada"


async def test_t13_while_a_parser_hangs_everything_else_is_answered(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "READ", "tests.hostile_reader:read")
    monkeypatch.setattr(hostile_reader, "WALL_SECONDS", 12.0)
    monkeypatch.setitem(BACKENDS, "parsers", {"sandbox": "tests.hostile_reader:open_reader"})
    async with open_program(settings) as program:
        await program.fill("calm", {"ada.txt": "Ada bakes bread."})
        await program.post("/api/kbs", 201, {"name": "kb"})
        taken = await program.upload("kb", {"hangs.txt": b"hangs", "spins.txt": b"spins"})
        answered = await asyncio.gather(*(asked(program) for _ in range(20)))
        run = await program.get(f"/api/runs/{taken['run_id']}")
        assert run["status"] in {"queued", "running"}, "all that was answered beside it"
        assert answered == ["ada.txt"] * 20
        failed = (await program.outcome(taken["run_id"]))["result"]["failed"]
        assert {one["code"] for one in failed} == {"timed_out"}


async def asked(program: Program) -> str:
    """The path of what a search finds, after a look at whether the server lives."""
    await program.get("/health/live")
    (hit,) = await program.search("calm", "bread")
    return str(hit["path"])


def read_as(file: Path) -> str:
    """The text of a document, or why it is refused; parts that are not read do no harm."""
    try:
        return docx.parse(file, Limits()).documents[0].pages[0].text
    except Unreadable as error:
        return error.code


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE d [<!ENTITY own SYSTEM "{url}">]>',
        '<!DOCTYPE d [<!ENTITY % far SYSTEM "{url}"> %far; <!ENTITY own "x">]>',
        '<!DOCTYPE d SYSTEM "{url}" [<!ENTITY own "x">]>',
        '<!DOCTYPE d [<!ENTITY own SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE d [{GROWING}<!ENTITY own "&a9;">]>',
        f'<!DOCTYPE d [<!ENTITY own "{"x" * 100_000}">]>',
    ],
    ids=["external", "parameter", "outside", "file", "laughs", "quadratic"],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml", "[Content_Types].xml"])
def test_t14_no_entity_is_fetched_read_or_grown(tmp_path: Path, declared: str, part: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/evil.dtd"
    told = f"{declared.replace('{url}', url)}{BODY}{'&own;' * 1000}{END}"
    file = made_files.docx(tmp_path / "stored", made_files.paragraph("Ada"))
    with zipfile.ZipFile(file) as read:
        parts = {name: read.read(name).decode() for name in read.namelist()} | {part: told}
    made_files.archive(file, parts)
    with listening:
        assert read_as(file) in {"Ada", "damaged", "not_this_format"}
        with pytest.raises(BlockingIOError):
            listening.accept()
