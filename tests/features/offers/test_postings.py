"""A posting as the columns of an offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from folioscope.backends.job_boards.port import Salary, Where
from folioscope.features.offers.postings import MOST_TEXT, columns_of, folded, storable
from tests.features.offers.scripted_board import posting


@pytest.mark.parametrize(
    ("salary", "yearly"),
    [
        (Salary(2704.01, 2704.01, "EUR", "month"), 32_448.12),
        (Salary(50_000, 62_000, "EUR", "year"), 56_000),
        (Salary(None, 30, "gbp", "hour"), 54_600),
        (Salary(400, None, "EUR", "day"), 88_000),
        (Salary(0, 0, "EUR", "month"), None),
        (Salary(-5, float("nan"), "EUR", "month"), None),
        (Salary(float("inf"), None, "EUR", "year"), None),
        (Salary(1000, 2000, "EUR", None), None),
        (None, None),
    ],
)
def test_a_salary_is_told_by_the_year_where_that_is_known(
    salary: Salary | None, yearly: float | None
) -> None:
    columns = columns_of(posting(1, salary=salary))
    assert columns["salary_yearly"] == yearly
    assert columns["salary_currency"] in (None, "EUR", "GBP")


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Cook"},
        {"text": "Other."},
        {"locations": (Where("Nice", None, "FR"),)},
        {"remote": "full"},
        {"salary": None},
        {"expires_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"contacts": ("Somebody Else",)},
    ],
)
def test_what_an_applicant_would_notice_changes_the_digest(changed: dict[str, Any]) -> None:
    before, after = posting(1), replace(posting(1), **changed)
    assert columns_of(before)["digest"] != columns_of(after)["digest"]


def test_what_is_only_counted_by_the_board_does_not() -> None:
    other = replace(posting(1), raw={"views": 2})
    assert columns_of(posting(1))["digest"] == columns_of(other)["digest"]


def test_a_moment_is_one_of_utc_whatever_zone_it_came_with() -> None:
    paris = timezone(timedelta(hours=1))
    at = datetime(2026, 5, 1, 12, tzinfo=paris)
    columns = columns_of(posting(1, posted_at=at, starts_at=datetime(2026, 5, 2)))  # noqa: DTZ001
    assert columns["posted_at"].isoformat() == "2026-05-01T11:00:00+00:00"
    assert columns["starts_at"].isoformat() == "2026-05-02T00:00:00+00:00"
    same = columns_of(posting(1, posted_at=at.astimezone(UTC), starts_at=columns["starts_at"]))
    assert same["digest"] == columns["digest"]


def test_what_is_too_long_for_its_column_is_cut_and_an_address_left_out() -> None:
    long = posting(1, title="a " * 900, text="b" * 300_000, url="https://x/" + "c" * 3000)
    columns = columns_of(long)
    assert (len(columns["title"]), len(columns["text"]), columns["url"]) == (500, MOST_TEXT, None)


def test_an_address_is_one_of_the_web_or_none() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "//host", "https://", " https://x", ""):
        assert columns_of(posting(1, url=url))["url"] is None, url
    assert columns_of(posting(1, url="HTTPS://x/1"))["url"] == "HTTPS://x/1"


def test_places_keep_their_order_and_countries_that_are_none_are_dropped() -> None:
    places = (Where("Zürich", "ZH", "ch"), Where(None, None, "Remote"), Where("Lyon"))
    columns = columns_of(posting(1, locations=places))
    assert (columns["city"], columns["country"]) == ("Zürich", "CH")
    assert [(where["key"], where["country"]) for where in columns["locations"]] == [
        ("zurich", "CH"),
        ("", None),
        ("lyon", None),
    ]


def test_names_are_folded_to_what_is_compared() -> None:
    assert folded("  SÃO-Paulo / Centro ") == folded("são paulo centro") == "sao paulo centro"


def test_nothing_is_left_that_no_database_stores() -> None:
    assert storable({"a\0": ["x\0", "\ud800", 1, None, ("y",)]}) == {
        "a": ["x", "?", 1, None, ["y"]]
    }
