"""Dates in the lines of CVs, in six languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.sections.dates import period_in

RANGES = (
    "Mar 2019 – Present", "March 2019 to May 2020", "03/2019 - 04/2020", "2019-03 to 2020-05",
    "2019-03-01 to present", "Jan '19 - Mar '20", "Fall 2014 - Spring 2016", "since 2020",
    "2015/16", "2011/2012", "2018/2019 - 2020/2021", "2015-2018", "2019 -",
    "septembre 2016 – décembre 2019", "depuis 2020", "2015 à 2018", "mai 2019 à ce jour",
    "mars à juin 2018", "juillet 2023 – aujourd'hui",
    "03/2019 - heute", "Juni 2018 bis heute", "seit Mai 2020", "1. März 2019 - 30.04.2020",
    "desde marzo de 2019 hasta la actualidad", "enero de 2018 - actualidad",
    "Jan. 2020 – oggi", "dal 2019 ad oggi", "gennaio 2018 – giugno 2019",
    "Set. 2019 – atualmente", "janeiro de 2018 – dezembro de 2020",
    "06/2014 ï¼ 06/2016", "2012 â€“ 2014", "Mar. 2010  Aug. 2017", "Mar. 2021  Present",
)  # fmt: skip
DATES = ("07/2015", "May 2016", "2019-06", "Fall 2014", "12 May 2019", "2016 / 09", "mars 2020")
NONE = (
    "", "a fleet of 2100 cars", "400 000 lignes", "ISO 27001", "+49 151 20152016", "room 1234",
    "March on", "12.5 %",
)  # fmt: skip


@pytest.mark.parametrize("text", RANGES)
def test_a_span_of_time_is_found_whole(text: str) -> None:
    line = f"Baker, {text}"
    period = period_in(line)
    assert period is not None
    assert (line[period.start : period.end], period.is_range) == (text, True)


@pytest.mark.parametrize("text", DATES)
def test_a_single_date_is_found_whole(text: str) -> None:
    line = f"{text} Diploma"
    period = period_in(line)
    assert period is not None
    assert (line[period.start : period.end], period.is_range) == (text, False)


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_and_words_are_no_dates(text: str) -> None:
    assert period_in(text) is None


def test_a_word_that_ends_like_a_preposition_is_not_part_of_a_date() -> None:
    line = "otulea.uni-bremen.de 2010 - 2011"
    period = period_in(line)
    assert period is not None
    assert line[period.start : period.end] == "2010 - 2011"


def test_a_span_goes_before_a_date_that_stands_first() -> None:
    line = "2013 prize, 2014 - 2016"
    period = period_in(line)
    assert period is not None
    assert line[period.start :] == "2014 - 2016"


@given(st.text(max_size=200))
def test_any_text_may_be_asked(text: str) -> None:
    period = period_in(text)
    assert period is None or 0 <= period.start < period.end <= len(text)
