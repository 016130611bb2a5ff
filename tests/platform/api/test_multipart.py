"""Forms as they come: cut anywhere, too large, broken, or by senders with other habits."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.platform.api.multipart import HEADER_BYTES, Form, FormInvalid, FormLimits, Read

TYPE = "multipart/form-data; boundary=b"
LIMITS = FormLimits(parts=5, field_bytes=100)
TWO = (
    b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwider\r\n'
    b'--b\r\nContent-Disposition: form-data; name="files"; filename="cv.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nAda\r\n--c--\r\n\r\n--b--\r\n"
)
READ = [("model", None, b"wider"), ("files", "cv.txt", b"Ada\r\n--c--\r\n")]


def pieces(*parts: bytes) -> Read:
    """A body that comes in these pieces."""
    left = list(filter(None, parts))
    return lambda: left.pop(0) if left else b""


def form_of(body: bytes | Read, limits: FormLimits = LIMITS, content_type: str = TYPE) -> Form:
    return Form(content_type, pieces(body) if isinstance(body, bytes) else body, limits)


def read(form: Form) -> list[tuple[str, str | None, bytes]]:
    return [(part.field, part.filename, io.BufferedReader(part).read()) for part in form.parts()]


def a_file(name: bytes, content: bytes = b"x") -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="' + name + b'"'
    return head + b"\r\n\r\n" + content + b"\r\n"


def names(*sent: bytes) -> list[str | None]:
    return [name for _, name, _ in read(form_of(b"".join(map(a_file, sent)) + b"--b--\r\n"))]


@given(st.lists(st.integers(1, len(TWO) - 1), max_size=20))
def test_a_form_is_read_alike_however_it_is_cut(cuts: Sequence[int]) -> None:
    places = sorted({0, *cuts, len(TWO)})
    parts = [TWO[start:end] for start, end in pairwise(places)]
    assert read(form_of(pieces(*parts))) == READ


def test_a_file_is_read_no_faster_than_it_is_asked_for() -> None:
    asked: list[int] = []

    def endless() -> bytes:
        asked.append(1)
        return a_file(b"x.bin")[:-2] if len(asked) == 1 else b"y" * 1000

    part = next(form_of(endless).parts())
    assert io.BufferedReader(part, 1000).read(2500) == b"x" + b"y" * 2499
    assert len(asked) <= 5


def test_what_is_left_of_a_part_is_passed_over() -> None:
    body = a_file(b"a", b"y" * 5000) + a_file(b"b") + b"--b--\r\n"
    form = form_of(pieces(*(body[at : at + 64] for at in range(0, len(body), 64))))
    assert [part.filename for part in form.parts()] == ["a", "b"]


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "application/json",
     "multipart/mixed; boundary=b", f"multipart/form-data; boundary={'b' * 201}"],
)  # fmt: skip
def test_a_body_of_another_type_or_without_boundary_is_refused(content_type: str) -> None:
    with pytest.raises(FormInvalid, match="multipart/form-data"):
        form_of(TWO, content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        TWO[:-8],
        TWO[:70],
        TWO[:20],
        TWO.replace(b"--b", b"--other"),
        b"hello",
        b'{"files": []}',
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: attachment; name="files"\r\n\r\nx\r\n--b--\r\n',
        b"--b\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\nno header\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\n" + b"X: 1\r\n" * 50 + b"\r\nx\r\n--b--\r\n",
        b"--b\r\nX: " + b"y" * (HEADER_BYTES + 1) + b"\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\n" + b"y" * (HEADER_BYTES + 1) + b": 1\r\n\r\nx\r\n--b--\r\n",
    ],
)
def test_a_broken_form_is_refused(body: bytes) -> None:
    with pytest.raises(FormInvalid):
        read(form_of(body))


def test_a_form_has_no_more_parts_than_allowed() -> None:
    whole = a_file(b"a") * 5 + b"--b--\r\n"
    assert len(read(form_of(whole))) == 5
    with pytest.raises(FormInvalid, match="more than 5 parts"):
        read(form_of(a_file(b"a") * 6 + b"--b--\r\n"))


def test_a_field_has_no_more_bytes_than_allowed() -> None:
    def text(size: int) -> str:
        head = b'--b\r\nContent-Disposition: form-data; name="names"\r\n\r\n'
        form = form_of(head + b"n" * size + b"\r\n--b--\r\n")
        return form.text(next(form.parts()))

    assert text(100) == "n" * 100
    with pytest.raises(FormInvalid, match=r"“names” has more than 100 bytes"):
        text(101)


def test_names_are_read_as_their_senders_write_them() -> None:
    assert names("né 👩‍💻.pdf".encode(), "né.pdf".encode("latin-1")) == ["né 👩‍💻.pdf", "né.pdf"]
    assert names(b"a%22b.pdf", b'a\\"b.pdf', b"a%0Ab.pdf") == ['a"b.pdf', 'a"b.pdf', "a\nb.pdf"]
    assert names(b"cvs/ada.pdf", b"a;b=c.pdf", b"100%.pdf", b"") == [
        "cvs/ada.pdf", "a;b=c.pdf", "100%.pdf", "",
    ]  # fmt: skip


def test_a_name_of_a_thousand_characters_fits() -> None:
    long = "/".join(["👩‍💻" * 80] * 5) + ".pdf"
    assert names(long.encode()) == [long]


def test_an_extended_name_is_not_obeyed() -> None:
    body = b"--b\r\nContent-Disposition: form-data; name=\"files\"; filename*=utf-8''x; filename=y"
    assert read(form_of(body + b"\r\n\r\nx\r\n--b--\r\n")) == [("files", "y", b"x")]


@pytest.mark.parametrize("has", [lambda part: part.has_data(), lambda part: part.read(0) == b""])
def test_looking_at_a_part_takes_nothing_from_it(has: Callable[[object], bool]) -> None:
    (part,) = [
        part
        for part in form_of(a_file(b"a", b"Ada") + b"--b--\r\n").parts()
        if has(part) and io.BufferedReader(part).read() == b"Ada"
    ]
    assert not part.has_data()
