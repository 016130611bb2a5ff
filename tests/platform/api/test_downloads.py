"""Files handed out: their names, whatever they are, and what browsers may do with them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from folioscope.platform.api.downloads import disposition, etag, file_name, is_known

HOSTILE = [
    '"; filename=evil.exe; x="',
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>.pdf",
    "cv\u202efdp.exe",
    "\u2066cv\u2069.pdf",
    "../../etc/passwd",
    "C:\\Windows\\cv.pdf",
    "x" * 300 + ".pdf",
    "é" * 300 + ".pdf",
    "cv." + "x" * 300,
    "名前.pdf",
    "🦄.pdf",
    "a%0d%0a.pdf",
    '<img src=x onerror="alert(1)">.pdf',
    ".bashrc",
    "..",
    "",
    " . ",
    "\x00",
    "\ud800.pdf",
    "cv\u2028.pdf",
    "ﬁ.pdf",
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_name_is_one_that_every_system_can_keep(name: str) -> None:
    safe = file_name(name)
    assert safe.isprintable()
    assert 1 <= len(safe.encode()) <= 255
    assert not set(safe) & set('\\/:*?"<>|\u202e\u2066\u2069')
    assert not safe.startswith(".")
    assert safe == safe.strip(" .")


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_header_holds_a_name_and_nothing_else(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    kind, plain, extended = header.split("; ")
    assert kind == "attachment"
    assert plain.removeprefix('filename="').removesuffix('"').count('"') == 0
    assert unquote(extended.removeprefix("filename*=UTF-8''")) == file_name(name)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("cv.pdf", "attachment; filename=\"cv.pdf\"; filename*=UTF-8''cv.pdf"),
        ("a/b/My CV.pdf", "attachment; filename=\"My CV.pdf\"; filename*=UTF-8''My%20CV.pdf"),
        (
            "résumé.pdf",
            "attachment; filename=\"resume.pdf\"; filename*=UTF-8''r%C3%A9sum%C3%A9.pdf",
        ),
        (
            "履歴書",
            "attachment; filename=\"document\"; filename*=UTF-8''%E5%B1%A5%E6%AD%B4%E6%9B%B8",
        ),
    ],
)
def test_good_names_are_kept(name: str, header: str) -> None:
    assert disposition(name) == header


def test_a_long_name_keeps_its_ending() -> None:
    assert file_name("é" * 300 + ".pdf").endswith("é.pdf")


@pytest.mark.parametrize("sent", ['"abc"', 'W/"abc"', '"x", "abc"', "*", ' "x" , W/"abc" '])
def test_content_that_is_known_is_recognised(sent: str) -> None:
    assert is_known(sent, etag("abc"))


@pytest.mark.parametrize("sent", [None, "", '"abcd"', "abc", '"x", "y"'])
def test_content_that_is_not_known_is_sent(sent: str | None) -> None:
    assert not is_known(sent, etag("abc"))
