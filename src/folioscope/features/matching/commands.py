"""``folioscope fit``: how well résumés fit jobs, requirement by requirement."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from typing_extensions import Unpack

from folioscope.errors import BackendFailed, Invalid
from folioscope.features.matching.fit_options import (
    FILTERS,
    SIDES,
    OfferOptions,
    OneOptions,
    Output,
    RankOptions,
    as_of_option,
    document_option,
    limit_option,
    output_option,
    resume_option,
    title_option,
)
from folioscope.features.matching.matrix_files import as_csv, as_html
from folioscope.features.matching.printing import (
    print_explanation,
    print_job,
    print_match,
    print_matches,
)
from folioscope.features.resumes.naming import find_resume
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.output import plain, print_json
from folioscope.platform.terminal.session import connected, json_option

LONGEST_FILE = 1_000_000  # bytes of a job in a file
WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {".csv": as_csv, ".html": as_html}


class JobUnreadable(Invalid):
    """A file with a job that cannot be read."""

    code = "job_unreadable"


class MatrixNotWritten(BackendFailed):
    """The file system refused a matrix."""

    code = "matrix_not_written"


@click.group()
def fit() -> None:
    """Compare résumés with jobs, requirement by requirement.

    A JOB is the id of an offer, a file with its text, or - for standard input.
    """


@fit.command()
@click.argument("job")
@title_option
@click.option(
    "--set",
    "edited",
    type=click.Path(path_type=Path),
    help="Have the offer ask for what this JSON file says, as --json prints it.",
)
@click.option("--reset", is_flag=True, help="Have the offer ask for what its text says again.")
@json_option
@connected
async def requirements(
    client: ApiClient, job: str, title: str, edited: Path | None, reset: bool, as_json: bool
) -> None:
    """Show what a JOB asks for, or change what an offer asks for."""
    named = _job(job, title)
    address = f"/api/offers/{named.get('offer')}/requirements"
    if (edited or reset) and "offer" not in named:
        msg = "Only the requirements of an offer are kept. Name one by its id."
        raise JobUnreadable(msg)
    if edited is not None:
        wanted = _json(edited)
        asked = wanted.get("requirements", wanted) if isinstance(wanted, dict) else wanted
        shown = await client.put(address, {"requirements": asked})
    elif reset:
        await client.delete(address)
        shown = await client.get(address)
    elif "offer" in named:
        shown = await client.get(address)
    else:
        shown = await client.post("/api/requirements", named["job"])
    if as_json:
        print_json(shown)
    else:
        print_job(shown)


@fit.command()
@click.argument("job")
@click.option("--kb", "kbs", multiple=True, help="All CVs of this knowledge base; several times.")
@click.option("--resume", "resumes", multiple=True, help="This résumé; several times.")
@click.option("--document", "documents", multiple=True, help="The CV that this document is.")
@title_option
@limit_option
@as_of_option
@output_option
@json_option
@connected
async def rank(
    client: ApiClient, job: str, title: str, as_json: bool, **options: Unpack[RankOptions]
) -> None:
    """Rank CVs by how well they fit one JOB; your own résumé without any."""
    named = _job(job, title)
    wanted: dict[str, Any] = {name: list(options[name]) for name in SIDES}
    wanted["resumes"] = [await _id_of(client, one) for one in options["resumes"]]
    wanted |= {"offers": [named["offer"]]} if "offer" in named else {"job": named["job"]}
    await _compare(client, wanted, options, as_json=as_json)


@fit.command()
@click.argument("resume", required=False)
@click.option("--board", "boards", multiple=True, help="Offers of this board; several times.")
@click.option("--country", "countries", multiple=True, help="Offers in this country.")
@click.option("--city", "cities", multiple=True, help="Offers in this city.")
@click.option("--contract", "contracts", multiple=True, help="Offers of this contract.")
@click.option("--remote", multiple=True, help="none, hybrid or full.")
@click.option("--offer", "offers", multiple=True, help="This offer; several times.")
@limit_option
@as_of_option
@output_option
@json_option
@connected
async def offers(
    client: ApiClient, resume: str | None, as_json: bool, **options: Unpack[OfferOptions]
) -> None:
    """Rank open offers by how well one RESUME fits them; your own without it."""
    wanted: dict[str, Any] = {"offers": list(options["offers"])}
    filters = {name: list(options[name]) for name in FILTERS if options[name]}
    if filters or not options["offers"]:
        wanted["filters"] = filters
    wanted["resumes"] = [await _id_of(client, resume)] if resume else []
    await _compare(client, wanted, options, as_json=as_json)


@fit.command()
@click.argument("job")
@resume_option
@document_option
@title_option
@as_of_option
@json_option
@connected
async def show(client: ApiClient, job: str, as_json: bool, **one: Unpack[OneOptions]) -> None:
    """Show the fit of one résumé to one JOB: each verdict with the line of the CV."""
    named = _job(job, one["title"])
    wanted: dict[str, Any] = {"as_of": one["as_of"], "limit": 1}
    wanted |= {"offers": [named["offer"]]} if "offer" in named else {"job": named["job"]}
    wanted["resumes"] = [await _id_of(client, one["resume"])] if one["resume"] else []
    wanted["documents"] = [one["document"]] if one["document"] else []
    made = await client.post("/api/matches", wanted)
    if as_json:
        print_json(made)
    else:
        print_match(made)


@fit.command()
@click.argument("job")
@click.option("--model", help="Who writes it; extractive for words without a model.")
@resume_option
@document_option
@title_option
@as_of_option
@json_option
@connected
async def explain(
    client: ApiClient, job: str, model: str | None, as_json: bool, **one: Unpack[OneOptions]
) -> None:
    """Have the fit of one résumé to one JOB explained in words. They change no verdict."""
    resume = await _id_of(client, one["resume"]) if one["resume"] else None
    wanted = {**_job(job, one["title"]), "resume": resume, "document": one["document"]}
    wanted |= {"model": model, "as_of": one["as_of"]}
    started = await client.post("/api/matches/explain", wanted)
    ended = await result_of(client, started["run_id"])
    if as_json:
        print_json(ended)
    elif ended["status"] == "done":
        print_explanation(ended["result"])
    else:
        click.echo("It was cancelled.", err=True)


async def _compare(
    client: ApiClient, wanted: dict[str, Any], options: Output, *, as_json: bool
) -> None:
    given = {**wanted, "as_of": options["as_of"], "limit": options["limit"]}
    made = await client.post("/api/matches", given)
    if options["output"] is not None:
        _write(options["output"], made)
        click.echo(f"Written to {plain(str(options['output']))}.", err=True)
    if as_json:
        print_json(made)
    else:
        print_matches(made)


async def _id_of(client: ApiClient, resume: str) -> str:
    """The id of a résumé that is named as ``folioscope cv show`` takes it."""
    return str((await find_resume(client, resume))["resume_id"])


def _job(job: str, title: str) -> dict[str, Any]:
    """An offer by its id, or the text of a file or of standard input."""
    if job == "-":
        return {"job": {"title": title, "text": sys.stdin.read(LONGEST_FILE)}}
    path = Path(job)
    if not path.is_file():
        return {"offer": job}
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST_FILE).decode("utf-8-sig", "replace").replace("\x00", " ")
    except OSError as error:
        msg = f"“{job}” cannot be read: {error.strerror}."
        raise JobUnreadable(msg) from error
    return {"job": {"title": title, "text": text}}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"“{path}” holds no requirements in JSON. See: folioscope fit requirements JOB --json"
        raise JobUnreadable(msg) from error


def _as_json(made: Mapping[str, Any]) -> str:
    return json.dumps(made, ensure_ascii=False, indent=2)


def _write(path: Path, made: Mapping[str, Any]) -> None:
    writer = WRITERS.get(path.suffix.lower(), _as_json)
    try:
        path.write_text(writer(made), encoding="utf-8", newline="")
    except OSError as error:
        msg = f"Cannot write {path}: {error.strerror}."
        raise MatrixNotWritten(msg) from error
