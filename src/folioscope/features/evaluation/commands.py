"""``folioscope eval``: how good retrieval and answers are, on your own questions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

import click
from typing_extensions import Unpack

from folioscope.errors import BackendFailed, FolioscopeError
from folioscope.features.evaluation.asking import outcomes
from folioscope.features.evaluation.html_report import as_html
from folioscope.features.evaluation.making import make_questions
from folioscope.features.evaluation.outcomes import Outcome
from folioscope.features.evaluation.questions import Question, read_questions
from folioscope.features.evaluation.report import Evaluation, as_csv, is_better, report
from folioscope.features.evaluation.variants import Variant, read_variants, within
from folioscope.features.samples.generate import LANGUAGES
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table, progress_bar
from folioscope.platform.terminal.session import connected, json_option

MOST_PEOPLE = 5_000


class ReportNotWritten(BackendFailed):
    """The file system refused a report."""

    code = "report_not_written"


class RunOptions(TypedDict):
    """What ``eval run`` is asked for."""

    file: Path
    variants: tuple[str, ...]
    kbs: tuple[str, ...]
    k: int
    directory: Path | None
    only_search: bool


@click.group("eval")
def evaluate() -> None:
    """Measure search and answers on questions of your own."""


@evaluate.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--variant",
    "variants",
    multiple=True,
    metavar="“NAME: setting=value …”",
    help="Settings to compare (mode, model, rerank, kb); several times. As set without it.",
)
@click.option(
    "--kb",
    "kbs",
    multiple=True,
    help="Knowledge base to ask where question and variant name none; several times. All without.",
)
@click.option("--k", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits.")
@click.option(
    "--output",
    "-o",
    "directory",
    type=click.Path(path_type=Path),
    help="Folder for report.json, questions.csv, report.html; named after FILE and time without.",
)
@click.option("--only-search", is_flag=True, help="Measure retrieval alone: no answers.")
@json_option
@connected
async def run(client: ApiClient, as_json: bool, **options: Unpack[RunOptions]) -> None:
    """Ask the questions of FILE (JSONL, JSON, YAML, CSV) and measure what comes of them."""
    read = read_questions(options["file"])
    named = options["kbs"]
    variants = tuple(within(each, named) for each in read_variants(options["variants"]))
    for fault in read.faults:
        click.echo(plain(f"left out: {fault}"), err=True)
    await _warn(client, read.questions, variants)
    begun = datetime.now(UTC)
    came = {each.name: await _asked(client, read.questions, each, options) for each in variants}
    name = options["file"].stem
    made = report(Evaluation(name, begun.isoformat(timespec="seconds"), options["k"], came))
    folder = options["directory"] or Path(f"{name}-{begun:%Y%m%d-%H%M%S}")
    _write(folder, made)
    await _keep(client, made)
    if as_json:
        print_json({**made, "directory": str(folder)})
    else:
        _tell(made, folder)


async def _warn(
    client: ApiClient, questions: tuple[Question, ...], variants: tuple[Variant, ...]
) -> None:
    """Tell that all bases are asked, where there are several and nobody chose."""
    if all(question.kbs for question in questions):
        return
    if all("kb" in variant.of_search for variant in variants):
        return
    names = [base["name"] for base in (await client.get("/api/kbs"))["kbs"]]
    if len(names) > 1:
        told = f"note: all {len(names)} knowledge bases are asked; choose some with --kb"
        click.echo(told, err=True)


async def _asked(
    client: ApiClient, questions: tuple[Question, ...], variant: Variant, options: RunOptions
) -> list[Outcome]:
    came: list[Outcome] = []
    answers = not options["only_search"]
    with progress_bar(f"Asking ({variant.name})") as bar:
        async for outcome in outcomes(client, questions, variant, options["k"], answers=answers):
            came.append(outcome)
            bar.show({"stage": "asking", "done": len(came), "total": len(questions)})
            if outcome.error:
                click.echo(plain(f"{outcome.question.id}: {outcome.error}"), err=True)
    return came


def _write(folder: Path, made: dict[str, Any]) -> None:
    files = {
        "report.json": json.dumps(made, ensure_ascii=False, indent=1),
        "questions.csv": as_csv(made),
        "report.html": as_html(made),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportNotWritten(f"Cannot write {folder}: {error.strerror}.") from error


async def _keep(client: ApiClient, made: dict[str, Any]) -> None:
    """Keep the report in the program too; one that it refuses is in the files all the same."""
    try:
        await client.post("/api/evaluations", made)
    except FolioscopeError as error:
        click.echo(plain(f"note: the program did not keep the report: {error.message}"), err=True)


def _tell(made: dict[str, Any], folder: Path) -> None:
    variants = made["variants"]
    rows = [
        [name, *(_figure(name, variant) for variant in variants)]
        for name in variants[0]["figures"]
        if any(variant["figures"][name] is not None for variant in variants)
    ]
    print_table(("measure", *(variant["name"] for variant in variants)), rows)
    click.echo(f"Written: {folder / 'report.html'}, report.json, questions.csv")


def _figure(name: str, variant: dict[str, Any]) -> str:
    value, difference = variant["figures"][name], variant["differences"][name]
    if value is None:
        return ""
    digits = 0 if value > 1 else 3
    moved = f"  ({difference:+.{digits}f}{_sign(name, difference)})" if difference else ""
    return f"{value:.{digits}f}{moved}"


def _sign(name: str, difference: float) -> str:
    return " better" if is_better(name, difference) else " worse"


@evaluate.command()
@click.option("--count", default=30, show_default=True, type=click.IntRange(2, MOST_PEOPLE))
@click.option("--seed", default=7, show_default=True, help="As “samples generate” was given.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(LANGUAGES),
    help="Only CVs in these; all without it.",
)
@click.option("--kb", "kbs", multiple=True, help="Base that the CVs are in, for each question.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="questions.jsonl",
    show_default=True,
    help="File to write.",
)
def make(
    count: int, seed: int, languages: tuple[str, ...], kbs: tuple[str, ...], out: Path
) -> None:
    """Write questions on the CVs of “samples generate” with the same count, seed, languages."""
    asked = {"kbs": list(kbs)} if kbs else {}
    made = [{**record, **asked} for record in make_questions(count, seed, languages or LANGUAGES)]
    lines = (json.dumps(record, ensure_ascii=False) for record in made)
    try:
        out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise ReportNotWritten(f"Cannot write {out}: {error.strerror}.") from error
    absent = sum(record.get("not_there", False) for record in made)
    click.echo(f"{len(made)} questions in {out}, {absent} of them without an answer there.")
