"""Requirements and fit as the terminal shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from folioscope.features.matching.matrix_files import SIGNS
from folioscope.platform.terminal.output import plain, print_table

SHOWN = 60  # letters of a requirement in a table
YEAR = 12


def print_job(shown: Mapping[str, Any]) -> None:
    """What a job asks for, a line each."""
    rows = [
        [one["id"], one["need"], one["weight"], _options(one["options"]), _short(one["text"])]
        for one in shown["requirements"]
    ]
    print_table(("id", "need", "weight", "asks for", "in the offer"), rows)
    _print_notes([shown])


def _options(options: Sequence[Mapping[str, Any]]) -> str:
    return " or ".join(_option(one) for one in options)


def _option(one: Mapping[str, Any]) -> str:
    told = [one["name"]] if one["kind"] == "equivalent" else [one["kind"], one["name"]]
    if one["months"] is not None and one["kind"] == "skill":
        told.append(f"{one['months'] / YEAR:g} years")
    if one["level"] is not None:
        told.append(one["level"])
    if one["kind"] == "experience" and one["area"]:
        told.append(f"as {' '.join(one['area'])}")
    return " ".join(told)


def print_matches(made: Mapping[str, Any]) -> None:
    """Who fits how well, a line each."""
    titles = [job["title"] for job in made["jobs"]]
    many = len(titles) > 1
    rows = [
        [
            one["rank"],
            *([titles[one["job"]], one["offer_id"]] if many else [one["name"], one["resume_id"]]),
            _percent(one["score"]),
            _percent(one["at_most"]),
            _percent(one["confidence"]),
            "ruled out" if one["is_ruled_out"] else _signs(one["judgements"]),
        ]
        for one in made["matches"]
    ]
    whose = ("job", "offer") if many else ("name", "résumé")
    print_table(("rank", *whose, "score", "at most", "confidence", "requirements"), rows)
    click.echo("  ".join(f"{sign} {verdict}" for verdict, sign in SIGNS.items()), err=True)
    if made["total"] > len(made["matches"]):
        click.echo(f"and {made['total'] - len(made['matches'])} more (--limit)", err=True)
    _print_notes(made["jobs"][:1] if many else made["jobs"])


def print_match(made: Mapping[str, Any]) -> None:
    """The best fit, a line for each requirement."""
    one, job = made["matches"][0], made["jobs"][made["matches"][0]["job"]]
    texts = {each["id"]: each for each in job["requirements"]}
    rows = []
    for judged in one["judgements"]:
        asked = texts[judged["requirement_id"]]
        proof = judged["proofs"][0] if judged["proofs"] else None
        page = f" (page {proof['page']})" if proof and proof["page"] is not None else ""
        rows.append(
            [
                asked["id"],
                asked["need"],
                f"{SIGNS[judged['verdict']]} {judged['verdict']}",
                _short(_options(asked["options"])),
                judged["reason"],
                f"{_short(proof['quote'])}{page}" if proof else "",
            ]
        )
    print_table(("id", "need", "verdict", "asked", "why", "in the CV"), rows)
    out = " Ruled out by a gate." if one["is_ruled_out"] else ""
    click.echo(
        f"{plain(one['name'])}: {_percent(one['score'])}, at most {_percent(one['at_most'])}, "
        f"confidence {_percent(one['confidence'])}.{out}"
    )
    _print_notes([job])


def print_explanation(result: Mapping[str, Any]) -> None:
    """A fit in words, and how much of them was left out."""
    click.echo(plain(result["text"]))
    if result["left_out"]:
        count = result["left_out"]
        told = f"{count} sentence{'s' if count > 1 else ''} contradicted the verdicts: left out."
        click.echo(told, err=True)


def _print_notes(jobs: Sequence[Mapping[str, Any]]) -> None:
    for job in jobs:
        for note in job["notes"]:
            click.echo(plain(f"note: {note['message']}"), err=True)


def _signs(judgements: Sequence[Mapping[str, Any]]) -> str:
    return "".join(SIGNS[one["verdict"]] for one in judgements)


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value}%"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
