"""Web pages: all that people read of them, in order, and nothing that is not theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.parsers import html_page
from folioscope.backends.parsers.port import Limits, Page, Parsed, Reading, Unreadable


def read(tmp_path: Path, page: str | bytes, limits: Limits | None = None) -> Reading:
    file = tmp_path / "stored"
    file.write_bytes(page if isinstance(page, bytes) else page.encode())
    return html_page.parse(file, limits or Limits())


def document_of(tmp_path: Path, page: str | bytes) -> Parsed:
    (document,) = read(tmp_path, page).documents
    return document


def lines_of(tmp_path: Path, page: str | bytes) -> list[str]:
    return [line for line in document_of(tmp_path, page).pages[0].text.split("\n") if line]


def test_a_page_is_read_block_by_block_under_its_title(tmp_path: Path) -> None:
    document = document_of(
        tmp_path,
        "<!DOCTYPE html><html><head><title> CV of\n Ada </title><style>p{}</style></head><body>"
        "<header><h1>Ada <i>Lovelace</i></h1></header><p>First\n  programmer<br>of all</p>"
        "<ul><li>Python<li>C&nbsp;&amp; C++</ul><script>alert(1)</script></body></html>",
    )

    assert document.title == "CV of Ada"
    assert document.pages[0].text == ("Ada Lovelace\n\nFirst programmer\nof all\n\nPython\nC & C++")
    assert document.findings == ()


def test_headings_are_bold_and_as_large_as_they_are_shown(tmp_path: Path) -> None:
    page: Page = document_of(
        tmp_path,
        "<style>h2{font-size:20px;font-weight:400} .lead{font:bold 15pt/1.2 serif}</style>"
        "<h1>One</h1><h2>Two</h2><p class=lead>Three</p><p>Four <b>x</b></p><p><small>Five</small>",
    ).pages[0]

    looks = [(page.text[line.start : line.end], line.size, line.bold) for line in page.lines]
    assert looks == [
        ("One", 24.0, True),
        ("Two", 15.0, False),
        ("Three", 15.0, True),
        ("Four x", 12.0, False),
        ("Five", 9.96, False),
    ]


def test_short_cells_share_a_line_and_long_ones_are_texts_of_their_own(tmp_path: Path) -> None:
    page = (
        "<table><tr><th>Skill<th>Years<tr><td>SQL<td>4</table>"
        "<table><tr><td><p>Skills</p><p>Python</p></td><td><p>Work</p><table><tr><td>Acme<td>2019"
        "</table></td></tr></table>"
    )

    assert lines_of(tmp_path, page) == [
        "Skill | Years",
        "SQL | 4",
        "Skills",
        "Python",
        "Work",
        "Acme | 2019",
    ]


def test_what_is_set_line_by_line_stays_so(tmp_path: Path) -> None:
    page = "<pre>a\n  b</pre><p style='white-space: pre-line'>c\nd</p>"

    assert lines_of(tmp_path, page) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "margin",
    [
        "<nav><a href=/>Home</a> <a href=/jobs>All jobs</a></nav>",
        "<div role=navigation>elsewhere</div>",
        "<aside><h3>Read on</h3><a href=1>Another offer nearby</a><a href=2>And more</a></aside>",
        "<footer><a href=1>Imprint</a> <a href=2>Privacy</a></footer>",
        "<div id=cookie-banner>We use cookies</div>",
        "<section class='site CookieConsent-wrapper'>Accept all</section>",
        "<div id=onetrust-consent-sdk>Accept all</div>",
        "<iframe>frame</iframe><object>thing</object><select><option>Chad<option>Chile</select>",
        "<svg><title>Icon</title><desc>an icon</desc></svg><img alt='portrait' title='portrait'>",
        "<noscript>Switch on scripts</noscript><template>pattern</template><!-- end of head -->",
        "<!--[if lte IE 11]><p>This old browser is not supported, and this page will not be shown"
        " as it is meant to be<![endif]--><!-- The menu is opened by a script when a button is hit"
        " and it is closed by another one -->",
    ],
)
def test_what_is_around_the_text_is_left_out_without_a_finding(tmp_path: Path, margin: str) -> None:
    document = document_of(tmp_path, f"{margin}<main><p>Offer</p></main>{margin}")

    assert document.pages[0].text == "Offer"
    assert document.findings == ()


@pytest.mark.parametrize(
    "part",
    [
        "<aside><h2>Skills</h2><p>Python, SQL</p><a href=https://ada.example>Site</a></aside>",
        "<nav><a href=mailto:ada@example.org>Skills: ada@example.org</a></nav>",
        "<aside><a href=tel:+33>Skills</a></aside>",
        "<footer>Skills last changed in 2024</footer>",
        "<body class='cookie-banner-closed'><p>Skills</p>",
        "<svg><text>Skills</text></svg>",
        "<details><summary>More</summary>Skills</details>",
        "<span aria-hidden=true>Skills</span>",
        "<dialog open>Skills</dialog>",
    ],
)
def test_a_cv_loses_nothing(tmp_path: Path, part: str) -> None:
    document = document_of(tmp_path, f"<h1>Ada</h1>{part}")

    assert "Skills" in document.pages[0].text
    assert document.findings == ()


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("<meta charset='utf-8'>", "utf-8"),
        ("<meta charset=iso-8859-1>", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("<meta charset=shift_jis>", "shift_jis"),
        ("<meta charset=nonsense>", "utf-8"),
        ("<meta charset=utf-8>", "cp1252"),
        ("", "utf-8"),
        ("", "utf-16"),
        ("<?xml version='1.0' encoding='utf-8'?>", "utf-8"),
    ],
)
def test_pages_are_read_in_their_own_encoding(tmp_path: Path, declared: str, encoding: str) -> None:
    words = {"koi8-r": "Инженер", "shift_jis": "東京都の技術者"}.get(encoding, "né à Nîmes")
    page = f"{declared}<title>{words}</title><p>{words}</p>".encode(encoding)

    document = document_of(tmp_path, page)

    assert document.title == words
    assert document.pages[0].text == words


@pytest.mark.parametrize("page", ["<html></html>", "<p> </p>", "<!-- only a remark -->", "<p>--"])
def test_a_page_without_words_has_no_text(tmp_path: Path, page: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, page)

    assert caught.value.code == "no_text"


def test_deep_pages_are_read_and_those_beyond_reason_refused(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "<div>" * 1500 + "deep" + "</div>" * 1500) == ["deep"]
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, "<div>" * 30_000 + "too deep")

    assert caught.value.code == "damaged"
    assert "too deep" in caught.value.message


def test_more_text_than_allowed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, "<p>" + "word " * 20, Limits(text_chars=50))

    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    "unit",
    ["<p>x</p>", "<!-- x ", "<td>x", "<p style='a:b", "</p>", "<", "<i>x</i>", "<!-- x -->"],
)
def test_floods_of_markup_end(tmp_path: Path, unit: str) -> None:
    (document,) = read(tmp_path, "word " + unit * 20_000).documents

    assert document.pages[0].text.startswith("word")


def test_nothing_that_a_page_refers_to_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<p>secret</p>")
    page = (
        f"<!DOCTYPE html [<!ENTITY own SYSTEM 'file://{secret}'>]><link rel=import href='{secret}'>"
        f"<style>@import url(file://{secret});</style><p>&own; shown</p><img src='{secret}'>"
    )

    assert "secret" not in " ".join(lines_of(tmp_path, page)).replace(str(tmp_path), "")
