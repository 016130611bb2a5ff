"""The documentation says what the code does, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs.generate import ROOT, generated, stale_files

LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
PAGES = sorted(
    page
    for place in (ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md"), (ROOT / "changes").glob("*.md"))
    for page in place
)


def anchors(page: Path) -> set[str]:
    """The names that the headings of a page can be linked to by."""
    titles = [title.lower() for title in HEADING.findall(page.read_text())]
    return {re.sub(r"[^\w\- ]", "", title).strip().replace(" ", "-") for title in titles}


def broken_links(page: Path, root: Path = ROOT) -> list[str]:
    """Links to files that are not there, and to headings that their page does not have."""
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text())):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        is_there = target.exists() and target.is_relative_to(root)
        if not is_there or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


def test_no_generated_part_is_stale() -> None:
    assert stale_files() == [], "run: python docs/generate.py"


def test_every_generated_reference_is_among_the_generated_files() -> None:
    written = {path.relative_to(ROOT).as_posix() for path in generated()}
    names = ("errors", "settings", "cli", "http")
    expected = {f"docs/reference/{name}.md" for name in names}
    assert written >= {*expected, "docs/explanation/architecture.md", ".env.example"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_a_link_to_nothing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n\n[one](#here) [two](#there) [three](none.md) `[four](code.md)`\n")
    assert broken_links(page, tmp_path) == ["#there", "none.md"]


def test_every_decision_is_numbered_and_says_what_was_refused() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in decisions] == list(range(1, len(decisions) + 1))
    for page in decisions:
        text = page.read_text()
        for heading in ("## Context", "## Decision", "## Consequences", "## Refused"):
            assert heading in text, f"{page.name} has no “{heading}”"
