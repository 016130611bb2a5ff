"""Markdown: as it is written, but for what no page shows; front matter apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.parsers import markdown
from folioscope.backends.parsers.port import Limits, Parsed, Unreadable

CANARY = "canary words that hide"
CONTROL = "control words"


def read(tmp_path: Path, text: str) -> Parsed:
    file = tmp_path / "stored"
    file.write_text(text, encoding="utf-8")
    (document,) = markdown.parse(file, Limits()).documents
    return document


def test_front_matter_becomes_a_title_and_a_page_of_its_own(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "---\ntitle: CV of Ada\ntags: [maths, poetry]\ndraft: false\nborn: 1815-12-10\n"
        "skills:\n  - name: Loops\n    level: high\ncontact: {city: London}\n"
        "note: |\n  one\n  two\n---\n# Ada\n",
    )

    assert document.title == "CV of Ada"
    front, body = document.pages
    assert front.anchor == "front-matter"
    assert front.text.split("\n") == [
        "title: CV of Ada",
        "tags: maths, poetry",
        "born: 1815-12-10",
        "skills name: Loops",
        "skills level: high",
        "contact city: London",
        "note: one",
        "two",
    ]
    assert body.text == "# Ada\n"
    assert body.anchor is None


@pytest.mark.parametrize(
    "text",
    [
        "---\nnot: [closed\n---\nwords\n",
        "---\njust words\n---\nwords\n",
        "---\na: 1\nand no end",
        "words\n---\na: 1\n---\n",
        "----\na: 1\n----\n",
        "---\na: 1\na: 2\n---\nwords",
    ],
)
def test_what_only_looks_like_front_matter_stays_text(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)

    assert document.title is None
    assert [page.text for page in document.pages] == [text]


def test_front_matter_may_be_all_there_is(tmp_path: Path) -> None:
    document = read(tmp_path, "---\ndescription: words\n---\n")

    assert document.pages[0].text == "description: words"


def test_an_alias_bomb_in_front_matter_is_refused(tmp_path: Path) -> None:
    rows = "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )

    with pytest.raises(Unreadable, match="YAML bomb"):
        read(tmp_path, f"---\na: &a [x]\n{rows}---\nwords")


def test_headings_are_bold_and_sized_by_their_level(tmp_path: Path) -> None:
    text = (
        "# One\ntext\n\nTwo\n---\n\nOne again\n===\n### Three ###\n#hashtag\n\n---\n- item\n---\n"
        "```python\n# no heading\n```\n~~~\n# none\n```\n# none\n~~~\n###### Six\n"
    )
    page = read(tmp_path, text).pages[0]

    assert page.text == text
    bold = [(page.text[one.start : one.end], one.size) for one in page.lines if one.bold]
    assert bold == [
        ("# One", 24.0),
        ("Two", 18.0),
        ("One again", 24.0),
        ("### Three ###", 15.0),
        ("###### Six", 12.0),
    ]


TRICKS = [
    f"<!-- {CANARY} -->",
    f"<!--\n{CANARY}\n\n```\nstill hidden\n```\n-->",
    f"[//]: # ({CANARY})",
    f'[comment]: <> "{CANARY}"',
    f"[x]: # '{CANARY}'",
    f"<span style='display:none'>{CANARY}</span>",
    f'<p STYLE="color: white">{CANARY}</p>',
    f"<div hidden>\n\n{CANARY}\n\n</div>",
    f"<font style=' font-size:0 '>{CANARY}</font>",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_what_no_page_shows_is_kept_out_and_reported(tmp_path: Path, trick: str) -> None:
    document = read(tmp_path, f"{CONTROL}\n\n{trick}\n\nend\n")

    assert document.pages[0].text.split() == [*CONTROL.split(), "end"]
    (finding,) = document.findings
    assert finding.kind in ("hidden_element", "low_contrast", "tiny_text")
    assert CANARY in finding.text


@pytest.mark.parametrize("opening", ["<!-- ", "<div hidden>"])
def test_what_is_never_closed_hides_the_rest(tmp_path: Path, opening: str) -> None:
    document = read(tmp_path, f"{CONTROL}\n{opening}{CANARY}")

    assert document.pages[0].text.strip() == CONTROL
    assert [one.text for one in document.findings] == [CANARY]


@pytest.mark.parametrize(
    "text",
    [
        f"`<!-- {CANARY} -->`",
        f"```html\n<!-- {CANARY} -->\n<p hidden>{CANARY}</p>\n```",
        f"~~~~\n<!-- {CANARY} -->\n~~~\n~~~~",
        f"<span style='color:red'>{CANARY}</span>",
        f"[1]: https://ada.example ({CANARY})",
        f"<input hidden> {CANARY}",
        f'<a href="x" data-style="hidden">{CANARY}</a>',
    ],
)
def test_code_links_and_visible_elements_stay(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)

    assert document.pages[0].text == text
    assert document.findings == ()


def test_marks_for_tools_are_left_out_without_a_finding(tmp_path: Path) -> None:
    marks = (
        "<!-- toc -->",
        "<!-- markdownlint-disable MD013 -->",
        "<!-- YAML\nadded: one\nsince: two -->",
    )
    document = read(tmp_path, "\n".join((*marks, CONTROL)))

    assert document.pages[0].text.strip() == CONTROL
    assert document.findings == ()


@pytest.mark.parametrize(
    "unit",
    ["<!-- ", "`", "```\n", "<a ", "<p hidden>", "[x]: # (\n", "---\n", "~~~ x\n", " ", "# \n"],
)
def test_floods_of_marks_end(tmp_path: Path, unit: str) -> None:
    document = read(tmp_path, "word\n" + unit * 20_000)

    assert document.pages[0].text.startswith("word")
