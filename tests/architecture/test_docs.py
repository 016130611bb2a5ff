"""The documentation says what the code does, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from docs import database_picture, howto_index, third_party
from docs.generate import ROOT, generated, import_everything, stale_files
from folioscope.platform.database.base import Base

SVG = "{http://www.w3.org/2000/svg}"
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
    names = ("errors", "settings", "cli", "http", "events", "database")
    expected = {f"docs/reference/{name}.md" for name in names}
    assert written >= {*expected, "docs/explanation/architecture.md", ".env.example"}
    assert written >= {"docs/reference/database.svg", "docs/README.md", "THIRD_PARTY.md"}


def test_every_how_to_is_listed_under_a_task() -> None:
    assert howto_index.unlisted() == [], "name it in docs/howto_index.py"
    index = (ROOT / "docs" / "README.md").read_text()
    for kind in ("tutorial", "reference", "explanation"):
        for page in (ROOT / "docs" / kind).glob("*.md"):
            assert f"({kind}/{page.name})" in index, f"docs/README.md does not name {page.name}"


def test_the_drawing_of_the_tables_is_always_the_same_and_has_them_all() -> None:
    import_everything()
    drawn = database_picture.picture()
    assert database_picture.picture() == drawn
    picture = ET.fromstring(drawn)
    names = {one.text for one in picture.iter(f"{SVG}text") if one.get("class") == "name"}
    assert names == set(Base.metadata.tables)
    wide, high = (float(size) for size in picture.attrib["viewBox"].split()[2:])
    for box in picture.iter(f"{SVG}rect"):
        place = {name: float(box.attrib[name]) for name in ("x", "y", "width", "height")}
        assert place["x"] + place["width"] <= wide
        assert place["y"] + place["height"] <= high


def test_every_locked_package_is_named_with_its_licence() -> None:
    notices = (ROOT / "THIRD_PARTY.md").read_text()
    for name, version in third_party.python_locked():
        assert f"| `{name}` | {version} | " in notices
    for name, version, licence in third_party.page_locked():
        assert f"| {name} | {version} | {licence} |" in notices


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
