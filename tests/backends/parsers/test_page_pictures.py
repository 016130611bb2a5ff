"""Pictures of pages: what is drawn, what is marked, and what is not drawn."""

from __future__ import annotations

import asyncio
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest

from folioscope.backends.parsers.page_pictures import MOST_DOTS, MOST_PIXELS, bounded, draw, png
from folioscope.backends.parsers.port import Drawing, NoPictures, PageMissing, Unreadable
from folioscope.backends.parsers.sandbox import DRAWN_AT_ONCE, FileReader
from folioscope.backends.parsers.wire import PAGE_COUNT, PICTURE
from tests.backends.parsers import made_files

WHITE = (255, 255, 255)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "3b5d"
    path.write_bytes(made_files.pdf([[(50, 800, 12, "Ada")], []]))
    return path


class Picture:
    """A PNG of ours, read by hand."""

    def __init__(self, content: bytes) -> None:
        self.width, self.height, *kind = struct.unpack("!2I5B", content[16:29])
        assert kind == [8, 2, 0, 0, 0]
        packed = b""
        for name, data in chunks(content):
            packed += data if name == b"IDAT" else b""
        size = 1 + 3 * self.width
        rows = zlib.decompress(packed)
        assert len(rows) == size * self.height
        self._rows = [rows[row * size + 1 : (row + 1) * size] for row in range(self.height)]

    def at(self, x: int, y: int) -> tuple[int, ...]:
        return tuple(self._rows[y][3 * x : 3 * x + 3])


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and data of each chunk, whose sum must be right."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    place, name = 8, b""
    while place < len(content):
        (length,) = struct.unpack("!I", content[place : place + 4])
        name, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        (told,) = struct.unpack("!I", content[place + 8 + length : place + 12 + length])
        assert told == zlib.crc32(name + data)
        yield name, data
        place += 12 + length
    assert name == b"IEND"


def drawn(path: Path, page: int = 1, scale: float = 1, *marked: tuple[float, ...]) -> Picture:
    request = {"path": str(path), "page": page, "scale": scale, "marked": marked}
    (record,) = draw(request)
    assert record[:1] == PICTURE
    return Picture(record[1:])


def test_a_page_is_drawn_at_the_scale_asked_for(stored: Path) -> None:
    for scale, size in ((1, (595, 842)), (0.5, (298, 421)), (2, (1190, 1684))):
        picture = drawn(stored, 1, scale)
        assert (picture.width, picture.height) == size
        assert picture.at(0, 0) == WHITE


def test_marked_boxes_are_yellow_and_the_rest_is_as_it_was(stored: Path) -> None:
    box = (100.0, 200.0, 300.0, 220.0)
    picture = drawn(stored, 2, 2, box)
    red, green, blue = picture.at(400, 420)
    assert red == 255
    assert 200 < green < 255
    assert blue < 130
    for x, y in ((400, 390), (400, 450), (190, 420), (610, 420)):
        assert picture.at(x, y) == WHITE


def test_boxes_that_overlap_are_marked_once(stored: Path) -> None:
    one, other = (100.0, 200.0, 300.0, 220.0), (100.0, 210.0, 300.0, 230.0)
    picture = drawn(stored, 2, 1, one, other)
    assert picture.at(200, 205) == picture.at(200, 215) == picture.at(200, 225)


@pytest.mark.parametrize(
    "box",
    [
        (-500.0, -500.0, -100.0, -100.0),
        (5000.0, 5000.0, 6000.0, 6000.0),
        (300.0, 200.0, 100.0, 100.0),
    ],
)
def test_boxes_beside_the_page_or_inside_out_mark_nothing(
    stored: Path, box: tuple[float, ...]
) -> None:
    picture = drawn(stored, 2, 1, box)
    places = [(x, y) for x in (0, 200, 594) for y in (0, 150, 841)]
    assert {picture.at(*place) for place in places} == {WHITE}


def test_a_box_larger_than_the_page_marks_all_of_it(stored: Path) -> None:
    picture = drawn(stored, 2, 1, (-1e9, -1e9, 1e9, 1e9))
    assert picture.at(0, 0) == picture.at(594, 841) != WHITE


def test_words_stay_dark_below_a_mark(stored: Path) -> None:
    picture = drawn(stored, 1, 2, (45.0, 25.0, 100.0, 50.0))
    darkest = min(sum(picture.at(x, y)) for x in range(100, 150) for y in range(60, 90))
    assert darkest < 200


def test_a_turned_page_is_drawn_as_it_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "turned"
    path.write_bytes(made_files.pdf([[(50, 800, 12, "Ada")]], page_entries="/Rotate 90"))
    picture = drawn(path)
    assert (picture.width, picture.height) == (842, 595)


@pytest.mark.parametrize(
    ("width", "height"), [(595, 842), (14_400, 14_400), (14_400, 0.1), (0.001, 0.001)]
)
def test_no_picture_is_larger_than_may_be(width: float, height: float) -> None:
    scale = bounded(4, width, height)
    assert 0 < scale <= 4
    assert scale * width * scale * height <= MOST_PIXELS * 1.001
    assert scale * max(width, height) <= MOST_DOTS * 1.001


@pytest.mark.parametrize("size", [(0.0, 100.0), (100.0, -1.0), (float("nan"), 1.0)])
def test_a_page_without_a_size_is_not_drawn(size: tuple[float, float]) -> None:
    with pytest.raises(Unreadable):
        bounded(1, *size)


def test_a_page_of_200_inches_is_drawn_smaller(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(made_files.pdf([[]], page_entries="/MediaBox[0 0 14400 14400]"))
    picture = drawn(path, 1, 4)
    assert picture.width * picture.height <= MOST_PIXELS * 1.01


def test_a_page_that_is_not_there_is_answered_with_their_number(stored: Path) -> None:
    for page in (0, -1, 3):
        request = {"path": str(stored), "page": page, "scale": 1, "marked": ()}
        assert list(draw(request)) == [PAGE_COUNT + b"2"]


def test_rows_are_taken_without_their_padding() -> None:
    picture = Picture(png(b"\1\2\3\xff\4\5\6\xff", width=1, height=2, stride=4))
    assert (picture.at(0, 0), picture.at(0, 1)) == ((1, 2, 3), (4, 5, 6))


# Through the limited child


async def test_a_picture_comes_from_the_child(stored: Path) -> None:
    content = await FileReader().draw(nullcontext(stored), "cv.PDF", Drawing(1, 1))
    assert (Picture(content).width, Picture(content).height) == (595, 842)


async def test_what_cannot_be_drawn_is_told_with_the_name(tmp_path: Path, stored: Path) -> None:
    reader = FileReader()
    with pytest.raises(PageMissing, match=r"^cv.pdf has 2 pages; there is no page 9\.$"):
        await reader.draw(nullcontext(stored), "cv.pdf", Drawing(9, 1))
    for name in ("cv.txt", "pdf", "cv.pdf.docx"):
        with pytest.raises(NoPictures, match=f"^{name} has no pages"):
            await reader.draw(nullcontext(stored), name, Drawing(1, 1))
    broken = tmp_path / "broken"
    for content, code in ((made_files.encrypted_pdf(), "encrypted"), (b"%PDF-1.4", "damaged")):
        broken.write_bytes(content)
        with pytest.raises(Unreadable, match=r"^cv.pdf is ") as refused:
            await reader.draw(nullcontext(broken), "cv.pdf", Drawing(1, 1))
        assert refused.value.code == code


async def test_only_so_many_pictures_are_drawn_at_once(stored: Path) -> None:
    held = Held(stored)
    reader = FileReader()
    waiting = [
        asyncio.create_task(reader.draw(held.opened(), "cv.pdf", Drawing(1, 0.25)))
        for _ in range(3 * DRAWN_AT_ONCE)
    ]
    await asyncio.to_thread(held.full.wait, 30)
    assert held.now == DRAWN_AT_ONCE
    held.go.set()
    assert len({bytes(content) for content in await asyncio.gather(*waiting)}) == 1
    assert (held.most, held.now) == (DRAWN_AT_ONCE, 0)


class Held:
    """A file that is opened by many, none of whom goes on before it is told to."""

    def __init__(self, path: Path) -> None:
        self.now = self.most = 0
        self.full, self.go = threading.Event(), threading.Event()
        self._path = path
        self._lock = threading.Lock()

    def opened(self) -> AbstractContextManager[Path]:
        return self._opened()

    @contextmanager
    def _opened(self) -> Iterator[Path]:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == DRAWN_AT_ONCE:
                self.full.set()
        self.go.wait(30)
        yield self._path
        with self._lock:
            self.now -= 1
