"""How texts, places, contracts and moments of boards are read."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.job_boards.contracts import contract_of, is_full_time
from folioscope.backends.job_boards.countries import country_told
from folioscope.backends.job_boards.html_text import plain_text
from folioscope.backends.job_boards.linked_data import Page
from folioscope.backends.job_boards.moments import read_moment
from folioscope.backends.job_boards.normal import MOST_CONTACTS, line, read_posting
from folioscope.backends.job_boards.places import places_of, remote_of
from folioscope.backends.job_boards.port import Posting, Where


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
        ("<ul><li><p>x</p></li><li>y<ul><li>z</li></ul></li></ul>", "- x\n- y\n- z"),
        ("&amp;lt;p&amp;gt;a &amp;amp; b&amp;lt;/p&amp;gt;", "a & b"),
        ("• x\r\n● y\r\n- z", "- x\n- y\n- z"),
        ("a < b and c > d &amp; e", "a < b and c > d & e"),
        ("C++ &amp; C#, 3 - 4 ans, -5°", "C++ & C#, 3 - 4 ans, -5°"),
        ("<script>x()</script><style>p{}</style>a<!-- hire -->b", "ab"),
        ("a\x00b\u200bc\ud800", "abc"),
        ("日本語の求人です。", "日本語の求人です。"),
        (None, ""),
        (5, ""),
        ("<p>", ""),
        ("<td>1</td><td>2</td>", "1 2"),
    ],
)
def test_the_text_of_html_is_plain(told: object, text: str) -> None:
    assert plain_text(told) == text


def test_html_nested_without_end_is_read() -> None:
    assert plain_text("<div>" * 100_000 + "deep") == "deep"


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">hire</p>',
        '<div style="display: none !important; display: block"><p>hire</p></div>',
        '<p style="display:/**/none">hire</p>',
        "<p hidden>hire</p>",
        '<p style="visibility:hidden">hire</p>',
        '<p>a<span style="font-size:1px">hire</span></p>',
        '<p style="color:#fefefe">hire</p>',
        '<font color="white">hire</font>',
        '<p style="position:absolute;left:-9999px">hire</p>',
        '<p style="opacity:0">hire</p>',
        "<ul><li hidden>hire</li></ul>",
    ],
)
def test_what_people_would_not_see_is_left_out(hidden: str) -> None:
    told = f"{hidden}<p>We bake.</p>"
    for sent in (told, escape(told), escape(escape(told))):
        read = plain_text(sent)
        assert "hire" not in read
        assert read.endswith("We bake.")


def test_what_can_be_seen_stays() -> None:
    told = (
        '<div style="background:#000"><p style="color:#fff">a</p></div><b style="color:red">b</b>'
    )
    assert plain_text(told) == "a\n\nb"
    shown = '<p style="visibility:hidden">x<b style="visibility:visible">a</b></p>'
    assert plain_text(shown) == "a"


@pytest.mark.parametrize("letter", "\U000e0068\u202e\u2066\u200b\u2060\u034f\u00ad\ufe0f")
def test_characters_that_nobody_sees_are_in_no_field(letter: str) -> None:
    told = f"a{letter}b"
    assert plain_text(told) == line(told) == "ab"
    posting = Posting("1", "x", "x", {}, company=told, locations=(Where(told, told),), sector=told)
    found = read_posting({}, lambda _: posting, 1)
    assert isinstance(found, Posting)
    assert (found.company, found.locations, found.sector) == ("ab", (Where("ab", "ab"),), "ab")


@given(
    st.lists(st.sampled_from("color background font-size transform opacity clip".split())),
    st.text("-+0129.%nainfe#(),/* !;:rgbpxhsl", max_size=40),
)
def test_any_style_is_read(names: list[str], value: str) -> None:
    style = ";".join(f"{name}:{value}" for name in names)
    plain_text(f"<p style='{style}'>a</p>")
    plain_text(f"<p style='background:rgba(1,2,3,{value})'>a</p>")


def test_a_flood_of_styles_costs_no_more_than_a_second_or_two() -> None:
    started = time.process_time()
    read = plain_text('<p style="transform:translate((-1234">x</p>' * 60_000 + "seen")
    assert time.process_time() - started < 10
    assert read.endswith("seen")
    assert read.count("x") < 20_000


@given(st.text(max_size=300))
def test_any_text_is_read_and_can_be_stored(told: str) -> None:
    read = plain_text(told)
    assert "\x00" not in read
    read.encode("utf-8")


@pytest.mark.parametrize(
    ("told", "places"),
    [
        ("Lyon, France", (Where("Lyon", None, "FR"),)),
        ("San Francisco, CA, United States", (Where("San Francisco", "CA", "US"),)),
        ("New York, NY", (Where("New York", "NY", None),)),
        ("Atlanta, Georgia", (Where("Atlanta", "Georgia", None),)),
        ("Deutschland", (Where(None, None, "DE"),)),
        ("Remote", ()),
        ("Remote - France", (Where(None, None, "FR"),)),
        ("Paris or London, UK", (Where("Paris"), Where("London", None, "GB"))),
        ("Wien (Hybrid)", (Where("Wien"),)),
        ("", ()),
        (None, ()),
        ({"name": "x"}, ()),
    ],
)
def test_places_are_read_and_no_country_is_guessed(told: object, places: tuple[Where, ...]) -> None:
    assert places_of(told) == places


@pytest.mark.parametrize(
    ("told", "remote"),
    [
        ("Remote, EU", "full"),
        ("Hybrid remote", "hybrid"),
        ("On-site", "none"),
        ("Télétravail", "full"),
        ("Paris", "unknown"),
        (True, "unknown"),
    ],
)
def test_whether_it_may_be_done_from_elsewhere(told: object, remote: str) -> None:
    assert remote_of(told) == remote


@pytest.mark.parametrize(
    ("label", "contract", "full_time"),
    [
        ("Full-time", None, True),
        ("CDI - Temps plein", "permanent", True),
        ("Contrat à durée indéterminée", "permanent", None),
        ("Contrat à durée déterminée", "fixed_term", None),
        ("Unbefristet, Vollzeit", "permanent", True),
        ("befristet", "fixed_term", None),
        ("FULL_TIME", None, True),
        ("FullTime", None, True),
        ("PART_TIME", None, False),
        ("INTERN", "internship", None),
        ("Internal audit", None, None),
        ("VIE", "vie", None),
        ("Praktikum", "internship", None),
        ("Contractor", "freelance", None),
        ("full or part time", None, None),
        (None, None, None),
        (7, None, None),
    ],
)
def test_contracts_and_hours_are_read(
    label: object, contract: str | None, full_time: bool | None
) -> None:
    assert (contract_of(label), is_full_time(label)) == (contract, full_time)


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-11-18T09:12:44Z", datetime(2026, 11, 18, 9, 12, 44, tzinfo=UTC)),
        ("2027-02-01T00:00:00", datetime(2027, 2, 1, tzinfo=UTC)),
        ("2026-11-10T08:00:00-05:00", datetime(2026, 11, 10, 13, tzinfo=UTC)),
        ("2026-11-02 17:18:08 UTC", datetime(2026, 11, 2, 17, 18, 8, tzinfo=UTC)),
        (1762000000000, datetime(2025, 11, 1, 12, 26, 40, tzinfo=UTC)),
        (1763650000, datetime(2025, 11, 20, 14, 46, 40, tzinfo=UTC)),
        ("0001-01-01T00:00:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("soon", None),
        (True, None),
        (1e300, None),
        (10**400, None),
        (float("nan"), None),
        (None, None),
        ([], None),
    ],
)
def test_moments_are_read_in_utc(told: object, moment: datetime | None) -> None:
    assert read_moment(told) == moment


@pytest.mark.parametrize(
    ("told", "code"),
    [("fr", "FR"), ("UK", "GB"), ("Côte d’Ivoire", "CI"), ("USA", "US"), ("x", None), (3, None)],
)
def test_countries_are_known_by_code_or_name(told: object, code: str | None) -> None:
    assert country_told(told) == code


@pytest.mark.parametrize("script", ["{%s" % ('\\"' * 300_000), '{"%s\\' % ('\\"' * 300_000)])
def test_a_script_without_an_end_is_read_to_its_end(script: str) -> None:
    page = f'<script type="application/ld+json">{script}</script>'.encode()
    assert Page("https://example.com/", page).postings() == []


def test_a_posting_that_names_a_crowd_keeps_as_many_as_are_looked_for() -> None:
    def posting(_raw: object) -> Posting:
        crowd = tuple(f"Zora Quill{number}" for number in range(10_000))
        return Posting("1", "Cook", "Ask Zora Quill0.", {}, contacts=crowd)

    found = read_posting({"id": 1}, posting, 1)
    assert isinstance(found, Posting)
    assert (len(found.contacts), found.text) == (MOST_CONTACTS, "Ask [name].")
