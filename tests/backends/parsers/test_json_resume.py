"""JSON Resume: a page an entry, whatever shape people gave it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from folioscope.backends.parsers import json_resume
from folioscope.backends.parsers.port import Entry, Limits, Parsed, Reading, Unreadable

ADA = {
    "basics": {
        "name": "Ada Lovelace",
        "label": "Analyst",
        "email": "not an address",
        "image": "data:image/png;base64," + "A" * 10_000,
        "location": {"address": "12 Square\nLondon", "city": "London"},
        "profiles": [{"network": "GitHub", "username": "ada"}],
        "summary": "<p>First <b>programmer</b> &amp; friend of vector&lt;int&gt;</p>",
    },
    "work": [
        {
            "name": "Analytical Engine",
            "position": "Programmer",
            "startDate": "1842-02",
            "endDate": "1843",
            "highlights": ["Bernoulli numbers", "Note G"],
        },
        {"company": "Babbage & Co", "startDate": "1844", "website": "https://b.example"},
    ],
    "education": [
        {"institution": "Home", "area": "Mathematics", "gpa": 4, "courses": ["Calculus"]}
    ],
    "skills": [{"name": "Algorithms", "level": "Master", "keywords": ["loops", "tables"]}, "Chess"],
    "languages": [{"language": "English", "fluency": "native"}],
    "unknown": [{"name": "ignored"}],
}


def read(tmp_path: Path, value: object) -> Reading:
    file = tmp_path / "stored"
    file.write_text(value if isinstance(value, str) else json.dumps(value))
    return json_resume.parse(file, Limits())


def resume(tmp_path: Path, value: object) -> Parsed:
    (document,) = read(tmp_path, value).documents
    assert document.kind == "resume"
    return document


def texts(document: Parsed) -> dict[str | None, str]:
    return {page.anchor: page.text for page in document.pages}


def test_each_entry_is_a_page_anchored_by_its_pointer(tmp_path: Path) -> None:
    document = resume(tmp_path, ADA)

    assert document.title == "Ada Lovelace"
    assert {page.number for page in document.pages} == {None}
    assert list(texts(document)) == [
        "/basics",
        "/basics/summary",
        "/work/0",
        "/work/1",
        "/education/0",
        "/skills",
        "/languages",
    ]


def test_an_entry_is_headed_by_person_section_employer_position_and_dates(
    tmp_path: Path,
) -> None:
    pages = texts(resume(tmp_path, ADA))

    assert pages["/work/0"] == (
        "Ada Lovelace — Work — Analytical Engine — Programmer — 1842-02 to 1843\n"
        "- Bernoulli numbers\n- Note G"
    )
    assert pages["/education/0"] == ("Ada Lovelace — Education — Home — Mathematics\n- Calculus\n4")


def test_older_names_are_understood_and_no_end_means_present(tmp_path: Path) -> None:
    pages = texts(resume(tmp_path, ADA))

    assert pages["/work/1"] == (
        "Ada Lovelace — Work — Babbage & Co — 1844 to present\nhttps://b.example"
    )


def test_short_entries_share_a_page(tmp_path: Path) -> None:
    pages = texts(resume(tmp_path, ADA))

    assert pages["/skills"] == ("Ada Lovelace — Skills\nAlgorithms – Master: loops, tables\nChess")


def test_basics_hold_contact_and_place_and_the_summary_is_a_page_of_its_own(tmp_path: Path) -> None:
    pages = texts(resume(tmp_path, ADA))

    assert pages["/basics"].splitlines() == [
        "Ada Lovelace",
        "Analyst",
        "not an address",
        "12 Square, London, London",
        "GitHub: ada",
    ]
    assert pages["/basics/summary"] == (
        "Ada Lovelace — Summary\nFirst  programmer  & friend of vector<int>"
    )


def test_pages_know_their_section_and_entry(tmp_path: Path) -> None:
    pages = {page.anchor: page for page in resume(tmp_path, ADA).pages}

    assert {anchor: page.section for anchor, page in pages.items()} == {
        "/basics": "contact",
        "/basics/summary": "summary",
        "/work/0": "experience",
        "/work/1": "experience",
        "/education/0": "education",
        "/skills": "skills",
        "/languages": "languages",
    }
    assert pages["/work/0"].entry == Entry("Analytical Engine", "Programmer", "1842-02 to 1843")
    assert pages["/education/0"].entry == Entry("Home", "Mathematics", "")
    assert pages["/skills"].entry is None


@pytest.mark.parametrize(
    ("section", "entry", "told"),
    [
        ("volunteer", {"organization": "Red Cross", "position": "Driver"}, ("Red Cross", "Driver")),
        ("awards", {"awarder": "ACM", "title": "Turing Award"}, ("ACM", "Turing Award")),
        ("certificates", {"issuer": "ISO", "name": "Auditor"}, ("ISO", "Auditor")),
        ("publications", {"publisher": "Springer", "name": "Notes"}, ("Springer", "Notes")),
        ("projects", {"entity": "KDE", "name": "Krita"}, ("KDE", "Krita")),
        ("references", {"name": "Mary", "reference": "good"}, ("", "")),
    ],
)
def test_every_kind_of_entry_tells_its_organization_and_position(
    tmp_path: Path, section: str, entry: dict[str, str], told: tuple[str, str]
) -> None:
    (_, page) = resume(tmp_path, {"basics": {"name": "A"}, section: [entry]}).pages

    assert page.entry == Entry(*told)
    assert all(word in page.text for word in entry.values())


def test_lines_are_those_of_the_text(tmp_path: Path) -> None:
    page = resume(tmp_path, ADA).pages[2]

    assert [page.text[line.start : line.end] for line in page.lines] == page.text.split("\n")


@pytest.mark.parametrize(
    ("value", "anchors"),
    [
        ({"basics": {"name": "A"}, "work": {"name": "Acme", "position": 7}}, ["/basics", "/work"]),
        ({"basics": {"name": "A"}, "work": None, "skills": None}, ["/basics"]),
        ({"basics": {"name": "A"}, "work": [None, True, {}, "Acme"]}, ["/basics", "/work/3"]),
        ({"bio": {"name": "A"}}, ["/bio"]),
        ({"basics": {"name": "A", "location": "Paris", "profiles": "x"}}, ["/basics"]),
        ({"work": [{"name": "Acme"}], "meta": {}}, ["/work/0"]),
        ({"basics": {"name": "A"}, "hobbies": ["chess"]}, ["/basics", "/hobbies"]),
    ],
)
def test_sections_of_wrong_types_are_read_as_far_as_they_make_sense(
    tmp_path: Path, value: object, anchors: list[str]
) -> None:
    pages = texts(resume(tmp_path, value))

    assert list(pages) == anchors


def test_a_list_of_resumes_is_a_document_each(tmp_path: Path) -> None:
    reading = read(tmp_path, [{"basics": {"name": "A"}}, {"basics": {"name": "B"}}])

    assert [(one.key, one.title) for one in reading.documents] == [("0", "A"), ("1", "B")]
    assert reading.documents[1].pages[0].anchor == "/1/basics"


@pytest.mark.parametrize("value", [{"name": "A", "work": "at home"}, ["a"], "word", {"a": [1]}])
def test_other_json_stays_the_text_it_is(tmp_path: Path, value: object) -> None:
    written = json.dumps(value, indent=1)

    (document,) = read(tmp_path, written).documents

    assert document.kind == "document"
    assert document.pages[0].text == written


def test_nonsense_numbers_and_duplicate_keys_are_read(tmp_path: Path) -> None:
    document = resume(tmp_path, '{"basics": {"name": "A", "name": "B", "phone": NaN}}')

    assert document.pages[0].text == "B"


@pytest.mark.parametrize("written", ['{"basics": ', "[" * 100_000, "1" * 5000])
def test_json_that_cannot_be_parsed_is_damaged(tmp_path: Path, written: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, written)

    assert caught.value.code in ("damaged", "no_text")


def test_a_resume_with_nothing_in_it_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, {"basics": {}, "work": []})

    assert caught.value.code == "no_text"
