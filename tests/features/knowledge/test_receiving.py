"""Forms with files, stored while they come: what is kept, refused, withdrawn, and left behind."""

from __future__ import annotations

import asyncio
import os
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from folioscope.backends.blobs.port import Blobs, FilesUnavailable, Stored
from folioscope.backends.registry import load
from folioscope.features.knowledge import receiving
from folioscope.features.knowledge.incoming import Brought, Shelf
from folioscope.features.knowledge.receiving import (
    SMALL,
    NamesInvalid,
    NoFiles,
    Upload,
    received,
)
from folioscope.platform.api.multipart import FormInvalid
from tests.backends.contested_file import unnamed

TYPE = "multipart/form-data; boundary=b"
END = b"--b--\r\n"
MEGABYTE = 1024 * 1024


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    opened: Blobs = load("blobs", "disk")(tmp_path / "files")
    return opened


@pytest.fixture
def shelf(blobs: Blobs) -> Shelf:
    return Shelf(blobs, MEGABYTE, (), frozenset({".txt"}))


def a_file(name: str, content: bytes, field: str = "files") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n"


def a_field(name: str, value: str) -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return f"{head}{value}\r\n".encode()


async def body(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def take(upload: Upload, *parts: bytes) -> Brought:
    async with received(upload, TYPE, body(*parts, END)) as brought:
        return brought


def kept(shelf: Shelf) -> set[bytes]:
    """What is stored and cannot be removed, which is nothing that is not pinned."""
    contents = set()
    for digest in shelf.blobs.digests():
        shelf.blobs.remove(digest, unnamed)
    for digest in shelf.blobs.digests():
        with shelf.blobs.local_path(digest) as path:
            contents.add(path.read_bytes())
    return contents


async def test_each_file_is_stored_or_refused_by_name(shelf: Shelf) -> None:
    large = os.urandom(SMALL + 7)
    parts = [
        a_file("a/b.txt", b"one"),
        a_file("long.txt", b"x" * (MEGABYTE + 1)),
        a_file("large.txt", large),
        a_file("..", b"two"),
        a_file("", b""),
        a_file("empty.txt", b""),
    ]
    async with received(Upload(shelf), TYPE, body(*parts, END)) as brought:
        assert [(file.path, file.size) for file in brought.files] == [
            ("a/b.txt", 3),
            ("large.txt", len(large)),
            ("empty.txt", 0),
        ]
        assert [(one.path, one.code) for one in brought.refused] == [
            ("long.txt", "file_too_large"),
            ("..", "path_invalid"),
        ]
        assert kept(shelf) == {b"one", b"two", large, b""}
    assert kept(shelf) == set()


@pytest.mark.parametrize("at", [0, 2])
async def test_names_may_come_before_the_files_or_after_them(shelf: Shelf, at: int) -> None:
    parts = [a_file("x", b"one"), a_file("y", b"two")]
    parts.insert(at, a_field("names", '["né.txt", "b\\ud800.txt"]'))
    brought = await take(Upload(shelf), *parts)
    assert [file.path for file in brought.files] == ["né.txt", "b?.txt"]


@pytest.mark.parametrize("names", ['["a.txt"]', "[]", "{}", '"a.txt"', "[1, 2]", "[", "[" * 90_000])
async def test_names_that_do_not_fit_refuse_the_upload(shelf: Shelf, names: str) -> None:
    with pytest.raises(NamesInvalid):
        await take(Upload(shelf), a_file("a", b"1"), a_file("b", b"2"), a_field("names", names))
    assert kept(shelf) == set()


async def test_a_withdrawn_file_is_neither_taken_nor_refused(shelf: Shelf) -> None:
    brought = await take(
        Upload(shelf),
        a_file("a", b"1"),
        a_file("long", b"x" * (MEGABYTE + 1)),
        a_field("withdrawn", "1"),
        a_file("c", b"3"),
        a_field("withdrawn", "0"),
    )
    assert ([file.path for file in brought.files], brought.refused) == (["c"], [])
    for value in ("1", "-1", "x", "", "9" * 30):
        with pytest.raises(FormInvalid, match="withdrawn"):
            await take(Upload(shelf), a_file("a", b"1"), a_field("withdrawn", value))


async def test_files_that_read_alike_are_told_apart(shelf: Shelf) -> None:
    names = ["résumé.txt", "re\u0301sume\u0301.txt", "cv.txt", "cv\n.txt", "cv.txt", "./cv.txt"]
    brought = await take(Upload(shelf), *(a_file(name, name.encode()) for name in names))
    assert [file.path for file in brought.files] == [
        "résumé.txt", "résumé (2).txt", "cv.txt", "cv (2).txt", "cv (3).txt", "cv (4).txt",
    ]  # fmt: skip


async def test_an_upload_without_files_is_refused_where_some_are_needed(shelf: Shelf) -> None:
    for parts in ((), (a_field("model", "m"),), (a_file("", b""),)):
        with pytest.raises(NoFiles):
            await take(Upload(shelf), *parts)
    rebuilding = Upload(shelf, needs_files=False)
    assert (await take(rebuilding, a_field("model", "wider"))).files == []
    assert rebuilding.fields == {"model": "wider"}


@pytest.mark.parametrize(
    "part",
    [
        a_file("a", b"1", field="file"),
        a_field("files", "a"),
        b"--b\r\n\r\nx\r\n",
    ],
)
async def test_a_broken_form_keeps_nothing_of_what_came_before(shelf: Shelf, part: bytes) -> None:
    with pytest.raises(FormInvalid):
        await take(Upload(shelf), a_file("a", b"1"), part)
    assert kept(shelf) == set()


async def test_there_are_no_more_files_than_allowed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MAX_FILES", 3)
    files = [a_file(f"{number}", str(number).encode()) for number in range(4)]
    assert len((await take(Upload(shelf), *files[:3])).files) == 3
    with pytest.raises(FormInvalid, match="3 files"):
        await take(Upload(shelf), *files)


@pytest.mark.parametrize("size", [10, 4 * SMALL])
async def test_a_body_that_breaks_off_leaves_nothing(shelf: Shelf, size: int) -> None:
    parts = [a_file(f"{number}", os.urandom(size // 4)) for number in range(20)]
    with pytest.raises(FormInvalid):
        async with received(Upload(shelf), TYPE, body(*parts, a_file("x", b"y" * size)[:-9])):
            raise AssertionError
    assert kept(shelf) == set()
    assert not list((shelf.blobs._incoming).iterdir())  # type: ignore[attr-defined]  # of a disk


async def test_a_cancelled_upload_leaves_nothing(shelf: Shelf) -> None:
    begun = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield a_file("a", b"1") + a_file("b", b"x" * 2 * SMALL)[:-2]
        begun.set()
        await asyncio.sleep(60)

    async def receive() -> None:
        async with received(Upload(shelf), TYPE, stuck()):
            raise AssertionError

    receiving_ = asyncio.create_task(receive())
    await begun.wait()
    receiving_.cancel()
    with pytest.raises(asyncio.CancelledError):
        await receiving_
    assert kept(shelf) == set()


class Unreachable:
    """Keeps nothing; it is out of reach."""

    def put(self, stream: BinaryIO, max_bytes: int) -> Stored:
        raise FilesUnavailable("The files are out of reach.")

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


@pytest.mark.parametrize("size", [1, 2 * SMALL])
async def test_a_store_that_is_out_of_reach_refuses_the_upload_and_not_its_files(size: int) -> None:
    shelf = Shelf(Unreachable(), MEGABYTE, (), frozenset())  # type: ignore[arg-type]  # a part
    with pytest.raises(FilesUnavailable):
        await take(Upload(shelf), a_file("a", b"x" * size), a_file("b", b"2"))


class Counting:
    """Stores nothing and says how much came."""

    def __init__(self) -> None:
        self.size = 0

    def put(self, stream: BinaryIO, max_bytes: int) -> Stored:
        size = sum(len(piece) for piece in iter(lambda: stream.read(MEGABYTE), b""))
        self.size += size
        return Stored("0" * 64, size, "")

    def unpin(self, files: object) -> None:
        """Nothing is pinned."""


async def test_a_large_upload_in_small_pieces_takes_little_memory() -> None:
    blobs = Counting()
    shelf = Shelf(blobs, 1000 * MEGABYTE, (), frozenset())  # type: ignore[arg-type]  # a part
    content = b"y" * 16 * 1024

    def pieces() -> Iterator[bytes]:
        for number in range(4):
            yield a_file(f"{number}.txt", b"")[:-2]
            yield from [content] * (50 * MEGABYTE // len(content))
            yield b"\r\n"
        for number in range(2000):
            yield a_file(f"small/{number}.txt", b"z" * 1000)
        yield END

    async def body_of(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    tracemalloc.start()
    try:
        async with received(Upload(shelf), TYPE, body_of(pieces())) as brought:
            pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(brought.files), blobs.size) == (2004, 200 * MEGABYTE + 2_000_000)
    assert peak < 12 * MEGABYTE
