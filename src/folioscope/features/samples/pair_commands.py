"""``folioscope samples pairs``: jobs with CVs of known strength, to measure a ranking on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, TypedDict, Unpack

import click

from folioscope.features.samples.command_options import (
    Among,
    check_renderer,
    drawn_options,
    with_progress,
)
from folioscope.features.samples.export import Order, Sample, write_samples, write_text
from folioscope.features.samples.generate import LANGUAGES, LOCALES
from folioscope.features.samples.pairs import Pairing, pairings
from folioscope.platform.terminal.session import json_option

MOST_PAIRS = 40


class PairOptions(TypedDict):
    """What ``samples pairs`` is asked for."""

    count: int
    seed: int
    directory: Path
    formats: tuple[str, ...]
    layouts: tuple[str, ...]
    languages: tuple[str, ...]
    as_json: bool


@click.command()
@click.option("--count", default=20, show_default=True, type=click.IntRange(1, MOST_PAIRS))
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same jobs.")
@click.option(
    "--out",
    "directory",
    default="pairs",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder to write to: a folder a job, and pairs.jsonl with who should come first.",
)
@drawn_options
@click.option(
    "--locale",
    "languages",
    default=",".join(LANGUAGES),
    show_default=True,
    type=Among(LOCALES),
    help="Only jobs in these, of " + ",".join(LOCALES) + ".",
)
@json_option
def pairs(**options: Unpack[PairOptions]) -> None:
    """Write COUNT jobs, and for each CVs that meet none, one, two … of what it asks for.

    There is one job a trade, so there may be fewer than asked for.
    """
    if options["formats"] != ("json",):
        check_renderer()
    found = list(islice(pairings(options["seed"], options["languages"]), options["count"]))
    done = with_progress(_write(found, options), len(found), quiet=options["as_json"])
    records = list(done)
    path = options["directory"] / "pairs.jsonl"
    lines = (json.dumps(record, ensure_ascii=False, sort_keys=True) for record in records)
    write_text(path, "".join(f"{line}\n" for line in lines))
    cvs = sum(len(record["cvs"]) for record in records)
    if options["as_json"]:
        click.echo(json.dumps({"pairs": str(path), "jobs": len(records), "cvs": cvs}))
        return
    click.echo(f"{len(records)} jobs and {cvs} CVs in {options['directory']}.")
    click.echo(f"Who should come first is in {path}.")


def _write(found: list[Pairing], options: PairOptions) -> Iterator[dict[str, Any]]:
    """The record of each job, once its files are there."""
    for pairing in found:
        folder = options["directory"] / f"{pairing.number:02d}"
        turned = pairing.number % len(options["layouts"])
        order = Order(
            directory=folder / "cvs",
            formats=options["formats"],
            layouts=[*options["layouts"][turned:], *options["layouts"][:turned]],
            at_once=os.cpu_count() or 1,
        )
        written = write_samples([one.person for one in pairing.candidates], order)
        samples = list(written)
        write_text(folder / "job.md", pairing.text)
        yield _record(pairing, samples, options["directory"])


def _record(pairing: Pairing, samples: list[Sample], root: Path) -> dict[str, Any]:
    cvs = [
        {
            "file": str(sample.files[0].relative_to(root)),
            "met": one.met,
            "rank": one.rank,
            "resume": one.person.resume,
        }
        for one, sample in zip(pairing.candidates, samples, strict=True)
    ]
    return {
        "job": f"{pairing.number:02d}/job.md",
        "locale": pairing.locale,
        "title": pairing.title,
        "text": pairing.text,
        "demands": [asdict(demand) for demand in pairing.demands],
        "cvs": cvs,
    }


COMMANDS = (pairs,)
