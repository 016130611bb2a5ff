"""``folioscope cv``: profiles of CVs, read, shown, edited, exported."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import click

from folioscope.features.resumes.local_files import (
    FileUnusable,
    SentFile,
    bytes_of,
    kind_of,
    resume_in,
    write_out,
)
from folioscope.features.resumes.naming import all_resumes, find_resume
from folioscope.features.resumes.printing import print_profile, state_of
from folioscope.features.resumes.writing import FORMATS, Format, written_as
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.output import plain, print_json, print_table, progress_bar
from folioscope.platform.terminal.session import connected, json_option

format_option = click.option(
    "--format", "kind", type=click.Choice(FORMATS), default=None, help="As what to write it."
)
output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; standard output without. Its extension tells the format.",
)


@click.group()
def cv() -> None:
    """Profiles of CVs: what they say, field by field, and where."""


@cv.command("list")
@click.argument("name", required=False)
@json_option
@connected
async def list_resumes(client: ApiClient, name: str | None, as_json: bool) -> None:
    """List the CVs of the knowledge base NAME, or of all."""
    found = await all_resumes(client, {"kb": name} if name else {})
    if as_json:
        print_json(found)
    elif not found:
        click.echo("There is no CV. Add some: folioscope kb add NAME FOLDER")
    else:
        rows = [
            [one["resume_id"], one["name"], one["label"], one["kb"] or "by hand", state_of(one)]
            for one in sorted(found, key=lambda one: one["name"].casefold())
        ]
        print_table(("id", "name", "as", "base", "read"), rows)


@cv.command()
@click.argument("file", type=click.Path(path_type=Path))
@format_option
@output_option
@json_option
@connected
async def parse(
    client: ApiClient, file: Path, kind: Format | None, output: Path | None, as_json: bool
) -> None:
    """Read the CV in FILE (PDF, DOCX, Markdown, JSON Resume, YAML …) without keeping it."""
    body = SentFile(bytes_of(file))
    found = await client.upload(f"/api/resumes/parse?name={quote(file.name, safe='')}", body)
    for told in found["refused"]:
        click.echo(plain(told), err=True)
    if as_json:
        print_json(found)
        return
    for one in found["resumes"]:
        if not one["is_resume"]:
            click.echo(f"{plain(file.name)} was not recognised as a CV.", err=True)
        if kind or output:
            write_out(written_as(one["resume"], kind_of(kind, output)), output)
        else:
            print_profile(one["name"], one["resume"])


@cv.command()
@click.argument("resume")
@json_option
@connected
async def show(client: ApiClient, resume: str, as_json: bool) -> None:
    """Show the profile RESUME: its id, that of its document, a path, a name, or “own”."""
    found = await find_resume(client, resume)
    if as_json:
        print_json(found)
        return
    print_profile(found["name"], found["resume"])
    placed = f"{len(found['places'])} fields with their place"
    click.echo(f"\n{state_of(found)} · {placed} · id {found['resume_id']}")


@cv.command()
@click.argument("resume")
@format_option
@output_option
@json_option
@connected
async def export(
    client: ApiClient, resume: str, kind: Format | None, output: Path | None, as_json: bool
) -> None:
    """Write the profile RESUME as JSON Resume, YAML or Markdown."""
    found = await find_resume(client, resume)
    wanted = "json" if as_json else kind_of(kind, output)
    address = f"/api/resumes/{quote(found['resume_id'], safe='')}/export"
    write_out(await client.text(address, format=wanted), output)


@cv.command()
@click.argument("resume")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--forget", is_flag=True, help="Forget what was edited: what the CV says counts.")
@json_option
@connected
async def edit(
    client: ApiClient, resume: str, file: Path | None, forget: bool, as_json: bool
) -> None:
    """Have the profile RESUME be what FILE says (JSON Resume or YAML); the CV stays as it is."""
    if (file is None) != forget:
        msg = "Give the FILE that the profile is to be, or --forget."
        raise FileUnusable(msg)
    found = await find_resume(client, resume)
    address = f"/api/resumes/{quote(found['resume_id'], safe='')}"
    if file is None:
        await client.delete(f"{address}/edits")
    else:
        await client.put(address, {"resume": resume_in(file)})
    changed = await client.get(address)
    if as_json:
        print_json(changed)
    else:
        keys = ", ".join(changed["edits"] or {})
        told = f"your edits to {keys} count" if keys else "nothing is edited, the CV counts"
        click.echo(f"{plain(changed['name'])}: {told}.")


@cv.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@connected
async def add(client: ApiClient, file: Path, as_json: bool) -> None:
    """Keep a profile that was written by hand: FILE is a JSON Resume, also as YAML."""
    made = await client.post("/api/resumes", {"resume": resume_in(file)})
    if as_json:
        print_json(made)
    else:
        click.echo(f"{plain(made['name'] or 'A profile')} is kept as {made['resume_id']}.")


@cv.command()
@click.argument("resume", required=False)
@click.option("--none", "is_none", is_flag=True, help="Say that none is yours.")
@json_option
@connected
async def own(client: ApiClient, resume: str | None, is_none: bool, as_json: bool) -> None:
    """Say that RESUME is your own, which you are advised by; show it without."""
    if resume or is_none:
        resume_id = (await find_resume(client, resume))["resume_id"] if resume else None
        await client.put("/api/resumes/own", {"resume_id": resume_id})
        if resume_id is None:
            _tell_none(as_json=as_json)
            return
    found = await client.get("/api/resumes/own")
    if as_json:
        print_json(found)
    else:
        print_profile(found["name"], found["resume"])


def _tell_none(*, as_json: bool) -> None:
    if as_json:
        print_json({"resume_id": None})
    else:
        click.echo("No résumé is yours now.")


@cv.command("read")
@click.argument("resume")
@json_option
@connected
async def read_by_model(client: ApiClient, resume: str, as_json: bool) -> None:
    """Have the language model that is set read RESUME anew; what is not in the CV is dropped."""
    found = await find_resume(client, resume)
    address = f"/api/resumes/{quote(found['resume_id'], safe='')}"
    started = await client.post(f"{address}/read")
    with progress_bar("Reading") as bar:
        ended = await result_of(client, started["run_id"], bar)
    if as_json:
        print_json(ended)
    elif ended["status"] == "done":
        click.echo(f"{plain(found['name'])}: {ended['result']['found']} fields were found.")
    else:
        click.echo("Cancelled; the profile stays as it is.")
