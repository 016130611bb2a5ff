"""The options that the commands of fit share."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypedDict

import click

SIDES: tuple[Literal["resumes", "kbs", "documents"], ...] = ("resumes", "kbs", "documents")
FILTERS: tuple[Literal["boards", "countries", "cities", "contracts", "remote"], ...] = (
    "boards",
    "countries",
    "cities",
    "contracts",
    "remote",
)

as_of_option = click.option("--as-of", metavar="YYYY-MM", help="Count roles up to this month.")
resume_option = click.option("--resume", help="The résumé, its id or a name; your own without.")
document_option = click.option("--document", help="The CV that this document is.")
title_option = click.option("--title", default="", help="Of a job that is a text.")
limit_option = click.option(
    "--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="Matches to show."
)
output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Write the matrix to this file: .csv, .html or .json.",
)


class Output(TypedDict):
    """How much is shown, and where it goes."""

    limit: int
    as_of: str | None
    output: Path | None


class RankOptions(Output):
    """What ``fit rank`` is asked for."""

    resumes: tuple[str, ...]
    kbs: tuple[str, ...]
    documents: tuple[str, ...]


class OfferOptions(Output):
    """What ``fit offers`` is asked for."""

    offers: tuple[str, ...]
    boards: tuple[str, ...]
    countries: tuple[str, ...]
    cities: tuple[str, ...]
    contracts: tuple[str, ...]
    remote: tuple[str, ...]


class OneOptions(TypedDict):
    """Which résumé ``fit show`` and ``fit explain`` are about, and up to when."""

    resume: str | None
    document: str | None
    title: str
    as_of: str | None
