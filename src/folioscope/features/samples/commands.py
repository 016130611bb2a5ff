"""``folioscope samples``: invented CVs, so that there is something to try."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypedDict, Unpack

import click

from folioscope.features.samples.command_models import wordsmiths
from folioscope.features.samples.command_options import (
    Among,
    check_renderer,
    drawn_options,
    with_progress,
)
from folioscope.features.samples.export import Order, write_samples
from folioscope.features.samples.generate import LANGUAGES, LOCALES, people
from folioscope.features.samples.rewriting import reworded_people
from folioscope.features.samples.traps import TRAPS
from folioscope.features.samples.truth import Person
from folioscope.features.samples.truth_file import TruthFile
from folioscope.platform.terminal.session import json_option

MOST_PEOPLE = 5_000


class GenerateOptions(TypedDict):
    """What ``samples generate`` is asked for."""

    count: int
    seed: int
    directory: Path
    formats: tuple[str, ...]
    layouts: tuple[str, ...]
    languages: tuple[str, ...]
    traps: tuple[str, ...] | None
    truth: Path | None
    no_truth: bool
    at_once: int
    afresh: bool
    llm: bool
    model: str | None
    second: str | None
    as_json: bool


@click.group()
def samples() -> None:
    """Invented CVs, so that there is something to try."""


@samples.command("generate")
@click.option("--count", default=30, show_default=True, type=click.IntRange(1, MOST_PEOPLE))
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same people.")
@click.option(
    "--out",
    "directory",
    default="cvs",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder to write to; files of the same name are replaced.",
)
@drawn_options
@click.option(
    "--locale",
    "--language",
    "languages",
    default=",".join(LANGUAGES),
    show_default=True,
    type=Among(LOCALES),
    help=f"Only CVs in these, of {','.join(LOCALES)}.",
)
@click.option(
    "--hostile",
    "traps",
    type=Among(TRAPS),
    help=f"Make them hard to read, in turn: any of {','.join(TRAPS)}.",
)
@click.option(
    "--truth",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for a line of facts a person; beside the folder if not given: OUT.truth.jsonl.",
)
@click.option("--no-truth", is_flag=True, help="Write CVs only.")
@click.option(
    "--at-once",
    default=os.cpu_count() or 1,
    show_default="processors",
    type=click.IntRange(1, 64),
    help="CVs drawn, or worded, at the same time.",
)
@click.option("--afresh", is_flag=True, help="Draw anew what is there from before, too.")
@click.option("--llm", is_flag=True, help="Let a language model word them; the facts stay.")
@click.option("--model", help="The model that words them; the one that is set if not given.")
@click.option("--second-model", "second", help="A model that rewrites the wording of the first.")
@json_option
def generate_command(**options: Unpack[GenerateOptions]) -> None:
    """Write COUNT invented CVs, the same for the same seed.

    Asked again, it goes on where it was interrupted.
    """
    if options["formats"] != ("json",):
        check_renderer()
    elif options["traps"]:
        raise click.UsageError("Only what is drawn can be hostile: ask for --format pdf or html.")
    with _people(options) as drawn:
        written = write_samples(drawn, _order(options))
        done = list(with_progress(written, options["count"], quiet=options["as_json"]))
    files = [path for sample in done for path in sample.files]
    if options["as_json"]:
        click.echo(_machine_output(files, options))
        return
    size = sum(path.stat().st_size for path in files) // 1024
    known = sum(sample.was_there for sample in done)
    again = f" ({known} people were there)" if known else ""
    where = options["directory"]
    click.echo(f"{len(done)} invented people in {where}: {len(files)} files{again}, {size} KB.")
    if truth := _truth_path(options):
        click.echo(f"What is true of them is in {truth}.")


@contextmanager
def _people(options: GenerateOptions) -> Iterator[Iterator[Person]]:
    """Those who are asked for, in the words of models if they are asked for, too."""
    drawn = islice(people(options["seed"], options["languages"]), options["count"])
    if not (options["llm"] or options["model"] or options["second"]):
        yield drawn
        return
    kept = {} if options["afresh"] else TruthFile(_truth_path(options)).worded()
    with wordsmiths(options["model"], options["second"], options["at_once"]) as (smiths, runner):
        yield reworded_people(drawn, smiths, kept, runner)


def _order(options: GenerateOptions) -> Order:
    return Order(
        directory=options["directory"],
        formats=options["formats"],
        layouts=options["layouts"],
        traps=options["traps"] or ("",),
        truth=_truth_path(options),
        at_once=options["at_once"],
        afresh=options["afresh"],
    )


def _truth_path(options: GenerateOptions) -> Path | None:
    """Never in the folder by itself: a folder of CVs is what people index."""
    if options["no_truth"]:
        return None
    directory = options["directory"].absolute()
    return options["truth"] or directory.with_name(f"{directory.name}.truth.jsonl")


def _machine_output(files: list[Path], options: GenerateOptions) -> str:
    facts: dict[str, object] = {
        "count": options["count"],
        "seed": options["seed"],
        "directory": str(options["directory"]),
        "files": [str(path) for path in files],
    }
    if truth := _truth_path(options):
        facts["truth"] = str(truth)
    return json.dumps(facts, ensure_ascii=False)
