"""Files read through the limited child process."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from folioscope.backends.parsers.port import DocumentReader, Limits, Parsed, Reading, Unreadable
from folioscope.backends.parsers.sandbox import ENDS, FileReader
from tests.backends.parsers import made_files


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A file as the store of blobs names it: without an extension."""
    return tmp_path / "3b5d"


async def refusal(file: Path, name: str, limits: Limits | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        await FileReader(limits).read(file, name)
    return caught.value


def test_the_reader_keeps_to_its_port() -> None:
    reader: DocumentReader = FileReader()

    assert reader.names >= {".pdf", ".docx", ".txt", ".md", ".json", ".jsonl"}


async def test_a_reading_arrives_whole_from_the_child(stored: Path) -> None:
    stored.write_bytes(made_files.pdf([[(50, 800, 12, "né"), (50, 780, 12, "en 1990")]] * 2))

    reading = await FileReader().read(stored, "cv.pdf")

    (document,) = reading.documents
    assert [page.number for page in document.pages] == [1, 2]
    page = document.pages[1]
    assert [page.text[line.start : line.end] for line in page.lines] == ["né", "en 1990"]
    assert isinstance(page.lines[0].box, tuple)


async def test_every_format_is_read_by_its_name(stored: Path) -> None:
    reader = FileReader()
    stored.write_text("# Ada\n\nAnalyst")
    assert (await reader.read(stored, "a.MD")).documents[0].pages[0].text == "# Ada\n\nAnalyst"

    stored.write_text(json.dumps({"basics": {"name": "Ada"}}))
    assert (await reader.read(stored, "a.json")).documents[0].kind == "resume"

    stored.write_text('{"id": 1, "text": "x"}\nbroken')
    records = await reader.read(stored, "a.jsonl")
    assert records.documents[0].kind == "record"
    assert records.refused[0].message.startswith("a.jsonl: line 2 ")

    made_files.docx(stored, made_files.paragraph("Ada"))
    assert (await reader.read(stored, "a.docx")).documents[0].pages[0].text == "Ada"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cv.doc", b"anything", "unsupported_kind"),
        ("cv.pdf", b"", "empty_file"),
        ("cv.pdf", b"\x7fELF", "not_this_format"),
        ("cv.pdf", b"%PDF-1.4 and no more", "damaged"),
        ("cv.pdf", made_files.encrypted_pdf(), "encrypted"),
        ("cv.txt", b"\x00\x01", "not_text"),
    ],
)
async def test_a_refusal_names_the_file_and_the_cause(
    stored: Path, name: str, content: bytes, code: str
) -> None:
    stored.write_bytes(content)

    refused = await refusal(stored, name)

    assert refused.code == code
    assert refused.message.startswith(f"{name} ")
    assert "3b5d" not in refused.message


async def test_t12_a_zip_bomb_is_refused_and_the_next_file_is_read(stored: Path) -> None:
    made_files.bomb(stored, megabytes=110)
    assert (await refusal(stored, "cv.docx")).code == "zip_bomb"

    stored.write_text("next")
    assert (await FileReader().read(stored, "next.txt")).documents


async def test_t13_a_file_that_takes_too_long_is_refused(stored: Path) -> None:
    os.mkfifo(stored)

    refused = await refusal(stored, "endless.txt", Limits(wall_seconds=0.3))

    assert refused.code == "timed_out"
    assert refused.message == "endless.txt took too long to read (longer than 0.3 seconds)"


async def test_t13_a_file_that_takes_too_much_memory_is_refused(stored: Path) -> None:
    stored.write_text("word " * 4_000_000)

    refused = await refusal(stored, "large.txt", Limits(memory_bytes=96 * 1024 * 1024))

    assert refused.code == "out_of_memory"


async def test_a_large_file_of_records_is_read(stored: Path) -> None:
    record = '{"id": "%d", "title": "Offer", "text": "' + "word " * 200 + '"}'
    stored.write_text("\n".join(record % number for number in range(10_000)))

    reading = await FileReader().read(stored, "offers.jsonl")

    assert len(reading.documents) == 10_000


async def test_a_stored_file_that_is_gone_is_a_crash_of_the_reader(stored: Path) -> None:
    refused = await refusal(stored, "gone.txt")

    assert refused.code == "crashed"
    assert "FileNotFoundError" in refused.message


async def test_files_are_read_side_by_side(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}" for number in range(12)]
    for number, file in enumerate(files):
        file.write_text(f"text {number}")

    readings = await asyncio.gather(*(FileReader().read(file, "a.txt") for file in files))

    assert [text_of(reading) for reading in readings] == [f"text {number}" for number in range(12)]


def text_of(reading: Reading) -> str:
    document: Parsed = reading.documents[0]
    return document.pages[0].text


@pytest.mark.parametrize("reason", sorted(ENDS))
def test_every_end_of_a_child_has_words(reason: str) -> None:
    _, message = ENDS[reason]

    assert "{detail}" in message
