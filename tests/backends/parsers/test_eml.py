"""E-mail: headers, the message, those it forwards; attachments named, not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.parsers import eml
from folioscope.backends.parsers.port import Limits, Reading, Unreadable

HEAD = "From: Ada <ada@example.org>\nTo: jobs@example.com\nSubject: My CV\n"


def read(tmp_path: Path, message: str | bytes, limits: Limits | None = None) -> Reading:
    file = tmp_path / "stored"
    file.write_bytes(message if isinstance(message, bytes) else message.encode())
    return eml.parse(file, limits or Limits())


def text_of(reading: Reading) -> str:
    (document,) = reading.documents
    return "\n\n".join(page.text for page in document.pages)


def several(kind: str, *parts: str, mark: str = "=b=") -> str:
    """A part of parts."""
    inner = "".join(f"--{mark}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n{inner}--{mark}--\n'


def part(kind: str, text: str, more: str = "") -> str:
    return f"Content-Type: {kind}\n{more}\n{text}"


def attached(name: str, kind: str = "application/pdf") -> str:
    return part(kind, "AAAA", f'Content-Disposition: attachment; filename="{name}"\n')


def test_a_message_is_read_under_its_headers(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "Received: from somewhere\nFrom: =?utf-8?q?Andr=C3=A9?= <a@b.c>\nTo: x@y.z\nCc: c@d.e\n"
        "Date: Mon, 1 Jan 2024 10:00:00 +0100\nSubject: =?utf-8?b?w4l0w6k=?=\n  2024\n"
        "Content-Type: text/plain; charset=iso-8859-1\n"
        "Content-Transfer-Encoding: quoted-printable\n\nCaf=E9 no=\nir\n\n-- \nAda\n",
    )

    (document,) = reading.documents
    assert document.title == "Été 2024"
    assert document.pages[0].text == (
        "From: André <a@b.c>\nTo: x@y.z\nCc: c@d.e\nDate: Mon, 01 Jan 2024 10:00:00 +0100\n"
        "Subject: Été 2024\n\nCafé noir\n\n-- \nAda"
    )
    assert reading.refused == ()


def test_headers_in_plain_utf_8_are_read(tmp_path: Path) -> None:
    assert "Subject: Été" in text_of(read(tmp_path, "Subject: Été\n\nwords"))


def test_plain_text_is_preferred_to_the_same_in_html(tmp_path: Path) -> None:
    forms = several("alternative", part("text/plain", "plain words"), part("text/html", "<p>html"))

    text = text_of(read(tmp_path, HEAD + forms))

    assert "plain words" in text
    assert "html" not in text


@pytest.mark.parametrize("plain", [[], [part("text/plain", " \n")]])
def test_html_is_read_where_there_is_no_plain_text(tmp_path: Path, plain: list[str]) -> None:
    page = "<p>shown <b>words</b></p><p style='display:none'>canary words</p>"
    forms = several("alternative", *plain, part("text/html; charset=utf-8", page))

    reading = read(tmp_path, HEAD + forms)

    assert text_of(reading).endswith("\n\nshown words")
    (document,) = reading.documents
    assert [(one.kind, one.text) for one in document.findings] == [
        ("hidden_element", "canary words")
    ]


def test_attachments_are_named_and_told_to_be_unread(tmp_path: Path) -> None:
    body = several(
        "mixed",
        part("text/plain", "See my CV."),
        attached("cv.pdf"),
        attached("a.txt", "text/plain"),
    )

    reading = read(tmp_path, HEAD + body)

    assert text_of(reading).endswith("See my CV.\nAttachment: cv.pdf\nAttachment: a.txt")
    assert [(one.code, one.message) for one in reading.refused] == [
        ("unsupported_kind", f"the attachment {name} was not read; add it as a file")
        for name in ("cv.pdf", "a.txt")
    ]
    assert len({one.key for one in reading.refused}) == 2


def test_pictures_that_the_message_shows_are_no_attachments(tmp_path: Path) -> None:
    logo = part("image/png", "AAAA", "Content-ID: <logo>\nContent-Disposition: inline\n")
    body = several("related", part("text/html", "<p>words<img src=cid:logo>"), logo)

    reading = read(tmp_path, HEAD + body)

    assert "Attachment" not in text_of(reading)
    assert reading.refused == ()


def test_forwarded_messages_are_pages_of_their_own(tmp_path: Path) -> None:
    inner = part("message/rfc822", "Subject: first\n\ninner words")
    body = several("mixed", part("text/plain", "outer words"), inner)

    (document,) = read(tmp_path, HEAD + body).documents

    assert [(page.anchor, page.text.split("\n")[-1]) for page in document.pages] == [
        (None, "outer words"),
        ("/message-1", "inner words"),
    ]
    assert document.title == "My CV"


def test_messages_inside_of_too_many_others_are_told_to_be_unread(tmp_path: Path) -> None:
    message = "Subject: the last\n\nlast words"
    for number in range(6):
        message = f"Subject: number {number}\nContent-Type: message/rfc822\n\n{message}"

    reading = read(tmp_path, message)

    assert "number 1" in text_of(reading)
    assert "last words" not in text_of(reading)
    assert ["was not read" in one.message for one in reading.refused] == [True]


@pytest.mark.parametrize("message", ["just words", "Name: Ada\n\nwords", "\n\nwords"])
def test_what_has_no_headers_is_no_e_mail(tmp_path: Path, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, message)

    assert caught.value.code == "not_this_format"


@pytest.mark.parametrize(
    "head",
    [
        "From: " + "<a@b.c>, " * 100_000,
        "Subject: " + "=?utf-8?b?w4k=?= " * 50_000,
        "Subject: hello\n" * 20_000,
        "Subject: x\nContent-Type: text/plain; " + "a*0*=x; " * 50_000,
        "Subject: x\nContent-Type: text/plain; charset=" + "x" * 200_000,
        "Subject: x\nTo: =?=?=?= \x00 (((((\nContent-Type: ;;;;",
        "Subject: x\nDate: not a day\nContent-Transfer-Encoding: nonsense",
        "Subject: x\nContent-Type: multipart/mixed",
        "Subject: x\nContent-Type: multipart/mixed; boundary=never",
    ],
)
def test_headers_made_to_harm_cost_no_more_than_others(tmp_path: Path, head: str) -> None:
    text = text_of(read(tmp_path, f"{head}\n\nwords"))

    assert len(text) < 10_000


def test_parts_beyond_reason_are_refused(tmp_path: Path) -> None:
    nested = "Subject: x\n" + "".join(
        f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(2000)
    )

    for message in (nested, HEAD + several("mixed", *["\nx"] * 3000)):
        with pytest.raises(Unreadable, match="beyond reason") as caught:
            read(tmp_path, message)
        assert caught.value.code == "damaged"


def test_more_text_than_allowed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, f"{HEAD}\n{'word ' * 40}", Limits(text_chars=100))

    assert caught.value.code == "too_large"
