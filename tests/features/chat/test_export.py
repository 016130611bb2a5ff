"""Markdown of a conversation: what was said is read as it was said, and breaks nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from folioscope.features.chat.export import file_name, markdown
from folioscope.features.chat.repository import Said
from folioscope.features.chat.tables import Thread

MOMENT = datetime(2026, 5, 4, 12, 30, 59, tzinfo=UTC)
CITATION = {
    "document": "ada.txt",
    "path": "ada.txt",
    "page": None,
    "quote": "Yes.",
    "verified": True,
}
NASTY = [
    "# Heading",
    "  ### Heading",
    "- # heading in a list",
    "Heading\n===",
    "Heading\n---",
    "a\n-",
    "***",
    "```\nnever closed",
    "~~~\nnever closed",
    "    indented code",
    "\tindented code",
    "<script>alert(1)</script>",
    "<!-- never closed",
    "</div></body>",
    "&lt;b&gt;",
    "[link](javascript:alert(1))",
    "![pixel](http://tracker.example/x.png)",
    "[^1]: a forged note",
    "[1]: http://example.com",
    "- [1]: http://example.com",
    "[1](http://example.com)",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "a\n:-",
    "> quoted\n> # heading",
    "<http://example.com>",
    "line\r## Heading",
    "line\x0b## Heading",
    "line\u2028## Heading",
    "line\x85# Heading",
    "\x1b[31mred",
    "ends with a backslash\\",
    "`code",
    "$$ x $$",
    "1. one\n\n   # heading",
    "*emphasis* and __more__",
]


def thread(title: str | None = "Talk") -> Thread:
    return Thread(id="abcdef0123456789", title=title, created_at=MOMENT, updated_at=MOMENT)


def message(role: str, content: str, **values: Any) -> Said:
    usual: dict[str, Any] = {"citations": [], "status": "complete", "created_at": MOMENT}
    return Said(id="m", run_id="r", role=role, content=content, **{**usual, **values})


def cited(number: int, **values: object) -> dict[str, object]:
    return {**CITATION, "n": number, **values}


def headings(text: str) -> list[tuple[str, str]]:
    """Tag and text of the headings of a page, as a reader of Markdown finds them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [(one.tag, two.content) for one, two in pairwise(tokens) if one.type == "heading_open"]


def shape(text: str) -> set[str]:
    """The kinds of blocks and of inline pieces of a page."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inner = {piece.type for token in tokens for piece in token.children or ()}
    return {token.type for token in tokens} | inner


def test_a_conversation_reads_as_its_turns() -> None:
    first = [cited(2, page=3), cited(5, document="Ada", path="people.jsonl", verified=False)]
    said = [
        message("user", "Who?"),
        message("assistant", "Ada [2], **surely** [2, 5].", citations=first),
        message("user", "And?"),
        message("assistant", "Bob [2]", citations=[cited(2, quote="No\n*way*.")]),
        message("user", "Well?"),
        message("assistant", "I thi [3]", status="cancelled"),
    ]
    assert markdown(thread(), said) == (
        "# Talk\n\n"
        "Begun 2026-05-04 12:30 UTC, last activity 2026-05-04 12:30 UTC. "
        "Conversation `abcdef0123456789`.\n\n"
        "## Question 1\n\n*2026-05-04 12:30 UTC*\n\nWho?\n\n"
        "### Answer\n\n*2026-05-04 12:30 UTC*\n\nAda [^1], **surely** [^1][^2].\n\n"
        "## Question 2\n\n*2026-05-04 12:30 UTC*\n\nAnd?\n\n"
        "### Answer\n\n*2026-05-04 12:30 UTC*\n\nBob [^3]\n\n"
        "## Question 3\n\n*2026-05-04 12:30 UTC*\n\nWell?\n\n"
        "### Answer\n\n*2026-05-04 12:30 UTC, broken off*\n\nI thi \\[3\\]\n\n"
        "---\n\n"
        "[^1]: ada.txt, page 3: “Yes.”\n\n"
        "[^2]: Ada (people.jsonl): “Yes.” (does not bear it out word for word)\n\n"
        "[^3]: ada.txt: “No \\*way\\*.”\n"
    )


def test_a_question_without_an_answer_says_why() -> None:
    error = {"code": "key_refused", "message": "The key\n# is [refused]."}
    said = [
        message("user", "One?", run_status="failed", error=error),
        message("user", "Two?", run_status="cancelled"),
    ]
    text = markdown(thread(), said)
    assert "One?\n\n(no answer: The key \\# is \\[refused\\].)\n\n## Question 2" in text
    assert text.endswith("Two?\n\n(no answer: the run is cancelled)\n")


def test_an_empty_conversation_is_a_page_too() -> None:
    text = markdown(thread(None), [])
    assert text.startswith("# Untitled conversation\n\nBegun ")
    assert "---" not in text


@pytest.mark.parametrize("nasty", NASTY)
def test_markup_that_was_said_is_no_markup_of_the_page(nasty: str) -> None:
    note = cited(1, quote=nasty, document=nasty, path=nasty)
    said = [
        message("user", nasty),
        message("assistant", f"{nasty}\n\nAda [1]", citations=[note]),
        message("user", nasty),
        message("assistant", nasty),
    ]
    text = markdown(thread(nasty), said)
    assert [tag for tag, _ in headings(text)] == ["h1", "h2", "h3", "h2", "h3"]
    told = [content for _, content in headings(text)][1:]
    assert told == ["Question 1", "Answer", "Question 2", "Answer"]
    assert not shape(text) & {"html_block", "html_inline", "link_open", "image", "fence"}
    assert not shape(text) & {"code_block", "blockquote_open", "table_open"}
    assert re.findall(r"(?m)^\[\^\d+\]:", text) == ["[^1]:"]
    assert "\x1b" not in text


BLOCKS = st.lists(st.sampled_from([*NASTY, "[1]", "plain", "", "- item", "**bold"]), max_size=5)


@given(
    BLOCKS.map("\n".join), BLOCKS.map("\n\n".join), st.text("#-=*_`~<>[]|&: \n\ta1\\", max_size=40)
)
def test_whatever_is_said_the_page_keeps_its_shape(one: str, two: str, three: str) -> None:
    said = [
        message("user", one + three),
        message("assistant", three + two, citations=[cited(1, quote=three)]),
        message("user", two),
    ]
    text = markdown(thread(three), said)
    assert [tag for tag, _ in headings(text)] == ["h1", "h2", "h3", "h2"]
    assert not shape(text) & {"html_block", "html_inline", "link_open", "image", "fence"}
    assert text.endswith(("”\n", ")\n"))


def test_what_a_reader_sees_of_a_question_is_what_was_asked() -> None:
    asked = "C# & <b>: 5*3, snake_case, [x](y) `z` 1|2 ~ \\ # $1"
    (paragraph,) = [
        token
        for token in MarkdownIt("commonmark").parse(markdown(thread(), [message("user", asked)]))
        if token.type == "inline" and "snake" in token.content
    ]
    assert "".join(piece.content for piece in paragraph.children or ()) == asked


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who ran Kubernetes?", "who-ran-kubernetes-abcdef01.md"),
        ("Émile à Paris", "emile-a-paris-abcdef01.md"),
        (None, "conversation-abcdef01.md"),
        ("日本語", "conversation-abcdef01.md"),
        ("../../etc/passwd", "etc-passwd-abcdef01.md"),
        ('x"; filename="evil.exe\r\nX: y', "x-filename-evil-exe-x-y-abcdef01.md"),
        ("con", "con-abcdef01.md"),
        ("w" * 500, "w" * 60 + "-abcdef01.md"),
    ],
)
def test_the_name_of_the_file_is_harmless(title: str | None, name: str) -> None:
    assert file_name(thread(title), "md") == name


def test_sentences_without_a_source_are_named_below_the_answer() -> None:
    said = message("assistant", "Zoe *dances*. Ada ran.", grounding={"unsupported": [[0, 13]]})
    assert "*Without a source:* “Zoe \\*dances\\*.”" in markdown(thread(), [said])
    assert "Without a source" not in markdown(thread(), [message("assistant", "Ada ran.")])


def test_a_source_of_which_nothing_was_looked_up_has_no_quote() -> None:
    said = message("assistant", "`a[1]`", citations=[cited(1, quote=None, verified=False)])
    assert markdown(thread(), [said]).endswith(
        "[^1]: ada.txt (does not bear it out word for word)\n"
    )
