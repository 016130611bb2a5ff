"""``folioscope kb keep``, ``kb blind``, ``kb unmask``: how long a base keeps, and what it masks."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import click

from folioscope.errors import Stopped
from folioscope.features.knowledge.asking import base_address
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.output import plain, print_json, progress_bar
from folioscope.platform.terminal.session import connected, json_option

Base = dict[str, Any]
ALSO = {"schools": "schools", "years": "graduation_years"}
"""What --mask may say, and the setting that it is."""


@click.command()
@click.argument("name")
@click.option("--days", type=click.IntRange(1, 36_500), help="After which a document is erased.")
@click.option("--until", metavar="DATE", help="On which all documents are erased: 2027-12-31.")
@click.option("--forever", is_flag=True, help="Keep documents until somebody deletes them.")
@json_option
@connected
async def keep(
    client: ApiClient, /, name: str, *, forever: bool, as_json: bool, **ends: str | int | None
) -> None:
    """Set how long the knowledge base NAME keeps its documents."""
    if forever == any(ends.values()):
        msg = "Say either --forever or how long: --days, --until, or both."
        raise click.UsageError(msg)
    wanted = {f"keep_{end}": value for end, value in ends.items()}
    base = await client.put(f"{base_address(name)}/keep", wanted)
    if as_json:
        print_json(base)
    else:
        click.echo(f"“{plain(base['name'])}” keeps its documents {kept(base)}.")


@click.command()
@click.argument("name")
@click.option("--off", is_flag=True, help="Mask nothing any more.")
@click.option(
    "--mask",
    "also",
    type=click.Choice(list(ALSO)),
    multiple=True,
    help="Mask these as well: the names of schools, the dates of studies.",
)
@json_option
@connected
async def blind(
    client: ApiClient, name: str, *, off: bool, also: tuple[str, ...], as_json: bool
) -> None:
    """Mask who the documents of the base NAME are of; they are read anew for it.

    The base answers as before until that is done. What was said in conversations stays there.
    """
    if off and also:
        msg = "--off masks nothing, so it does not go with --mask."
        raise click.UsageError(msg)
    wanted = None if off else {field: option in also for option, field in ALSO.items()}
    started = await client.put(f"{base_address(name)}/blind", {"blind": wanted})
    with progress_bar("Reading anew") as bar:
        ended = await result_of(client, started["run_id"], bar)
    if ended["status"] != "done":
        msg = "Stopped; the base is as it was."
        raise Stopped(msg)
    result = ended["result"]
    if as_json:
        print_json({**result, "blind": wanted})
        return
    told = "masks nothing any more" if off else "is blind"
    click.echo(f"“{plain(name)}” {told}: {result['documents']} documents.")
    for failed in result["failed"]:
        click.echo(f"  {plain(failed['path'])}: {plain(failed['message'])}", err=True)


@click.command()
@click.argument("name")
@click.argument("document")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Save the file.")
@json_option
@connected
async def unmask(
    client: ApiClient, name: str, document: str, *, save: Path | None, as_json: bool
) -> None:
    """Tell which file DOCUMENT, an id or a name, of the blind base NAME is; it is written down."""
    address = f"{base_address(name)}/documents"
    (listed,) = (await client.get(address, document=document))["documents"]
    path = f"/api/documents/{listed['document_id']}"
    shown = await client.get(path, unmasked="true")
    if save is not None:
        async with client.download(f"{path}/file", unmasked="true") as pieces:
            whole = b"".join([piece async for piece in pieces])
        await asyncio.to_thread(save.write_bytes, whole)
    if as_json:
        print_json({**shown, "saved": None if save is None else str(save)})
        return
    click.echo(f"{plain(shown['document'])} is {plain(shown['file'])}.")
    if save is not None:
        click.echo(f"The file is saved as {plain(str(save))}.")
    if shown["masked"]:
        click.echo("That you asked is written down: folioscope audit", err=True)


def kept(base: Base) -> str:
    """How long a base keeps its documents, in words."""
    days, until = base["keep_days"], base["keep_until"]
    each = f"{days} days each"
    if days and until:
        return f"{each}, and none after {until}"
    return each if days else f"until {until or 'they are deleted'}"
