"""Files on their way from a command: as a form that holds what they were when they were read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from folioscope.platform.terminal.sending import PIECE, NothingReadable, Sending


async def sent(form: Sending) -> bytes:
    return b"".join([piece async for piece in form])


def parts_of(form: Sending, body: bytes) -> list[tuple[str, str | None, bytes]]:
    """Field, filename and content of each part, by a parser that is not ours."""
    head = f"Content-Type: {form.content_type}\r\n\r\n".encode()
    whole = message_from_bytes(head + body, policy=default)
    return [
        (
            part["Content-Disposition"].params["name"],
            part.get_filename(),
            bytes(part.get_payload(decode=True) or b""),
        )
        for part in whole.iter_parts()
    ]


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    file = tmp_path / "ada.txt"
    file.write_bytes(b"Ada\r\n--knows--\r\n")
    return file


async def test_fields_and_files_become_parts_in_order(ada: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(3 * PIECE + 7))
    (tmp_path / "empty.txt").touch()
    files = [("cvs/ada.txt", ada), ("large.bin", large), ("empty.txt", tmp_path / "empty.txt")]
    form = Sending(files, {"model": "wider"})
    assert parts_of(form, await sent(form)) == [
        ("model", None, b"wider"),
        ("files", "cvs/ada.txt", ada.read_bytes()),
        ("files", "large.bin", large.read_bytes()),
        ("files", "empty.txt", b""),
    ]
    assert form.failed == []


async def test_a_name_cannot_break_out_of_its_header(ada: Path) -> None:
    form = Sending([('a"\r\nX: 1\\', ada)], {})
    assert b'filename="a%22%0D%0AX: 1/"\r\n\r\n' in await sent(form)


async def test_names_are_sent_in_utf_8(ada: Path) -> None:
    form = Sending([("cvs/né 👩‍💻.txt", ada)], {})
    assert 'filename="cvs/né 👩‍💻.txt"'.encode() in await sent(form)


async def test_many_small_files_make_few_pieces(ada: Path) -> None:
    form = Sending([(f"{number}.txt", ada) for number in range(5000)], {})
    sizes = [len(piece) async for piece in form]
    assert all(PIECE <= size < 2 * PIECE for size in sizes[:-1])


def vanish(file: Path) -> None:
    file.unlink()


def become_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def become_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (vanish, "path_missing"),
        (become_a_folder, "path_unreadable"),
        (become_a_pipe, "changed_while_read"),
    ],
)
async def test_what_cannot_be_read_any_more_is_named_and_the_rest_is_sent(
    ada: Path, tmp_path: Path, happens: Callable[[Path], None], code: str
) -> None:
    (tmp_path / "lost.txt").write_text("lost")
    happens(tmp_path / "lost.txt")
    form = Sending([("lost.txt", tmp_path / "lost.txt"), ("ada.txt", ada)], {})
    assert [name for _, name, _ in parts_of(form, await sent(form))] == ["ada.txt"]
    assert [(one["path"], one["code"]) for one in form.failed] == [("lost.txt", code)]
    assert form.failed[0]["message"].startswith("lost.txt ")


def grow(file: Path) -> None:
    with file.open("ab") as stream:
        stream.write(b"y" * PIECE)


def shrink(file: Path) -> None:
    os.truncate(file, PIECE)


def be_rewritten(file: Path) -> None:
    file.write_bytes(b"z" * 3 * PIECE)


@pytest.mark.parametrize("happens", [grow, shrink, be_rewritten])
async def test_a_file_that_changes_while_it_is_sent_is_withdrawn(
    ada: Path, tmp_path: Path, happens: Callable[[Path], None]
) -> None:
    changing = tmp_path / "changing.bin"
    changing.write_bytes(b"x" * 3 * PIECE)
    files = [("ada.txt", ada), ("changing.bin", changing), ("again.txt", ada)]
    form = Sending(files, {})
    body = bytearray()
    async for piece in form:
        if not body:
            happens(changing)
        body += piece
    parts = parts_of(form, bytes(body))
    assert [(field, name) for field, name, _ in parts] == [
        ("files", "ada.txt"),
        ("files", "changing.bin"),
        ("withdrawn", None),
        ("files", "again.txt"),
    ]
    assert parts[2][2] == b"1"
    assert [(one["path"], one["code"]) for one in form.failed] == [
        ("changing.bin", "changed_while_read")
    ]


async def test_a_file_that_grows_for_ever_comes_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log.txt"
    log.write_bytes(b"x" * 2 * PIECE)

    def growing(form: Sending) -> Iterator[bytes]:
        for piece in form._pieces():
            grow(log)
            yield piece

    form = Sending([("log.txt", log)], {})
    assert sum(map(len, growing(form))) < 4 * PIECE
    assert [one["code"] for one in form.failed] == ["changed_while_read"]


async def test_where_nothing_can_be_read_nothing_is_sent(tmp_path: Path) -> None:
    form = Sending([("lost.txt", tmp_path / "lost.txt")], {})
    with pytest.raises(NothingReadable):
        await sent(form)
    assert [one["code"] for one in form.failed] == ["path_missing"]
    alone = Sending([], {"model": "x"})
    assert parts_of(alone, await sent(alone)) == [("model", None, b"x")]
