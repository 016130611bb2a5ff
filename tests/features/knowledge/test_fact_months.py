"""Dates of CVs as months: how they are written, what years alone mean, what is counted once."""

from __future__ import annotations

from datetime import date

import pytest

from folioscope.features.knowledge.fact_months import (
    Span,
    Stretch,
    covered,
    lasting,
    month_of,
    span_of,
    stretch_of,
    written_month,
)
from folioscope.features.knowledge.facts import Fact

NOW = month_of(date(2026, 9, 15))


def month(written: str) -> int:
    return 12 * int(written[:4]) + int(written[5:]) - 1


@pytest.mark.parametrize(
    ("dates", "since", "until"),
    [
        ("February 2021 – January 2024", "2021-02", "2024-01"),
        ("janvier 2020 – juin 2023", "2020-01", "2023-06"),
        ("2019-09 to 2021-03", "2019-09", "2021-03"),
        ("03/2018 - 11/2020", "2018-03", "2020-11"),
        ("01.02.2018 – 31.10.2020", "2018-02", "2020-10"),
        ("Jun 1, 2015 to Aug 15, 2016", "2015-06", "2016-08"),
        ("März 2015 bis Dezember 2017", "2015-03", "2017-12"),
        ("enero de 2015 – marzo de 2016", "2015-01", "2016-03"),
        ("juin – août 2019", "2019-06", "2019-08"),
        ("Sept '09 – Dec '11", "2009-09", "2011-12"),
        ("2014 – 2018", "2014-07", "2018-06"),
        ("2014/15", "2014-07", "2015-06"),
        ("2016 – 2016", "2016-04", "2016-09"),
    ],
)
def test_a_stretch_is_read_as_it_is_written(dates: str, since: str, until: str) -> None:
    assert stretch_of(dates) == Stretch(month(since), month(until))


@pytest.mark.parametrize(
    "dates",
    [
        "July 2023 – present",
        "juillet 2023 – aujourd'hui",
        "depuis juillet 2023",
        "seit 07/2023",
        "2023-07 to present",
        "luglio 2023 – oggi",
        "Jul. 2023 –",
    ],
)
def test_what_goes_on_has_no_end(dates: str) -> None:
    assert stretch_of(dates) == Stretch(month("2023-07"), None, goes_on=True)


def test_a_single_date_is_the_end_and_no_date_is_nothing() -> None:
    assert stretch_of("June 2015") == Stretch(None, month("2015-06"))
    assert stretch_of("2015") == Stretch(None, month("2015-06"))
    assert stretch_of("some years ago") is None
    assert stretch_of("") is None


def test_a_stretch_that_ends_before_it_begins_has_no_beginning() -> None:
    assert stretch_of("2020 – 2018") == Stretch(None, month("2018-06"))


def test_four_years_are_forty_eight_months_and_adjacent_ones_leave_no_gap() -> None:
    first, second = Stretch(month("2014-07"), month("2018-06")), stretch_of("2018 – 2020")
    assert second is not None
    assert covered([first], NOW) == 48
    assert covered([first, second], NOW) == 72


def test_months_in_which_roles_overlap_count_once() -> None:
    long = Stretch(month("2020-01"), None, goes_on=True)
    inside = Stretch(month("2021-01"), month("2021-06"))
    assert covered([long, inside, Stretch(None, month("2010-01"))], NOW) == 81


def test_what_begins_in_the_future_covers_nothing() -> None:
    assert covered([Stretch(NOW + 3, None, goes_on=True)], NOW) == 0


def test_what_goes_on_lasts_longer_every_month() -> None:
    told = {"counted": str(NOW)}
    fact = Fact("skill", "go", "Go", 0, 0, 2, months=10, since=NOW - 9, detail=told)
    assert lasting(fact, NOW + 5) == 15
    assert lasting(fact, NOW - 5) == 10
    over = Fact("skill", "go", "Go", 0, 0, 2, months=10, since=NOW - 9, until=NOW)
    assert lasting(over, NOW + 5) == 10
    assert lasting(Fact("skill", "go", "Go", 0, 0, 2), NOW) is None


def test_months_are_written_as_iso_has_them() -> None:
    assert written_month(month("2021-02")) == "2021-02"
    assert written_month(None) is None


@pytest.mark.parametrize("counted", ["soon", "", "-3", "9" * 5000, "²"])
def test_a_month_that_is_none_adds_nothing(counted: str) -> None:
    fact = Fact("skill", "go", "Go", 0, 0, 2, months=10, detail={"counted": counted})
    assert lasting(fact, NOW) == 10


@pytest.mark.parametrize(
    ("dates", "span"),
    [
        ("Mars 2019 – aujourd'hui", Span("2019-03", "", goes_on=True)),
        ("June – August 2019", Span("2019-06", "2019-08")),
        ("2014 – 2018", Span("2014", "2018")),
        ("09/2021", Span("", "2021-09")),
        ("Depuis 2020", Span("2020", "", goes_on=True)),
        ("no date", None),
    ],
)
def test_a_span_is_no_more_exact_than_it_was_told(dates: str, span: Span | None) -> None:
    assert span_of(dates) == span
