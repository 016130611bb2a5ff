"""Names of bases and files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.knowledge.labels import NameInvalid, PathInvalid, base_name, file_path


@pytest.mark.parametrize("name", ["demo", "CVs 2026", "équipe-a", "a.b_c+d", "x" * 64])
def test_ordinary_names_are_names(name: str) -> None:
    assert base_name(f" {name} ") == name


@pytest.mark.parametrize(
    "name", ["../../etc", "", "a/b", "..", "-x", "a\nb", "x" * 65, "a..b", "'"]
)
def test_a_name_that_could_be_a_path_is_refused_by_name(name: str) -> None:
    with pytest.raises(NameInvalid, match="knowledge base"):
        base_name(name)


def test_the_same_letters_make_the_same_name() -> None:
    assert base_name("e\u0301quipe") == base_name("équipe")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("cv.pdf", "cv.pdf"),
        ("a/b/cv.pdf", "a/b/cv.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("/srv/../cv.pdf", "/srv/cv.pdf"),
        ("a\\b\\cv.pdf", "a/b/cv.pdf"),
        ("cv\r\nX: 1.pdf", "cvX: 1.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
    ],
)
def test_a_file_name_keeps_what_can_be_shown(sent: str, kept: str) -> None:
    assert file_path(sent) == kept


@pytest.mark.parametrize("name", ["", "..", "/", "\x00", "x" * 1001])
def test_a_name_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(PathInvalid):
        file_path(name)


@given(st.text(min_size=1, max_size=200))
def test_no_file_name_leads_upwards_or_breaks_a_line(name: str) -> None:
    try:
        path = file_path(name)
    except PathInvalid:
        return
    assert ".." not in path.split("/")
    assert not set("\r\n\x00\x1b") & set(path)
