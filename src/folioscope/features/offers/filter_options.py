"""The options of commands that narrow offers, and the same as a query of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypedDict, get_args

import click

from folioscope.backends.job_boards.port import Contract, Remote


class Narrowed(TypedDict, total=False):
    """The filters as options give them; None or nothing where they were left out."""

    state: str | None
    boards: tuple[str, ...]
    countries: tuple[str, ...]
    cities: tuple[str, ...]
    contracts: tuple[str, ...]
    remote: tuple[str, ...]
    companies: tuple[str, ...]
    titles: tuple[str, ...]
    sectors: tuple[str, ...]
    posted_since: datetime | None
    posted_before: datetime | None
    least_salary: float | None
    most_salary: float | None
    currency: str | None


_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
_OPTIONS = (
    click.option("--board", "boards", multiple=True, help="Job board; all without it."),
    click.option("--country", "countries", multiple=True, help="Country, by name or code."),
    click.option("--city", "cities", multiple=True, help="City."),
    click.option("--contract", "contracts", multiple=True, type=click.Choice(get_args(Contract))),
    click.option("--remote", multiple=True, type=click.Choice(get_args(Remote))),
    click.option("--company", "companies", multiple=True, help="Part of a company's name."),
    click.option("--title", "titles", multiple=True, help="Part of a title."),
    click.option("--sector", "sectors", multiple=True, help="Part of a sector."),
    click.option("--posted-since", type=_DAY, help="Posted on this day or later."),
    click.option("--posted-before", type=_DAY, help="Posted before this day."),
    click.option("--least-salary", type=float, help="By the year, in the offer's own currency."),
    click.option("--most-salary", type=float, help="The same."),
    click.option("--currency", metavar="EUR", help="Only salaries in this currency."),
)


def narrowed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that narrow offers; several of one kind mean any of them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def given(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The filters that are given, as the API takes them in JSON."""
    return {name: _written(value) for name, value in wanted.items() if value not in (None, ())}


def as_query(wanted: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """The same as the API takes them in an address."""
    return {
        name: list(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in given(wanted).items()
    }


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat()
    return list(value) if isinstance(value, tuple) else value
