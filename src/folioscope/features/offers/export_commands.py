"""The terminal door through which offers leave, as files and in figures."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import get_args

import click
from typing_extensions import Unpack

from folioscope.errors import Conflict
from folioscope.features.offers.export_formats import Format
from folioscope.features.offers.filter_options import Narrowed, as_query, narrowed
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json
from folioscope.platform.terminal.session import connected, json_option

STATES = click.Choice(["open", "closed", "any"])


class FileThere(Conflict):
    """A file that is not to be written over."""

    code = "file_there"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "kind", type=click.Choice(get_args(Format)), help="By FILE without it.")
@narrowed
@click.option("--state", type=STATES, help="open without it.")
@click.option("--force", is_flag=True, help="Write over FILE.")
@json_option
@connected
async def export(
    client: ApiClient,
    file: Path,
    kind: str | None,
    force: bool,
    as_json: bool,
    **wanted: Unpack[Narrowed],
) -> None:
    """Write offers into FILE: CSV, JSON lines, Parquet, or an .npz with their vectors."""
    _check(file, force=force)
    chosen = kind or _kind_of(file)
    query = as_query(wanted)
    async with client.download("/api/offers/export", format=chosen, **query) as pieces:
        size = 0
        with file.open("wb") as out:
            async for piece in pieces:
                size += len(piece)
                await asyncio.to_thread(out.write, piece)
    if as_json:
        print_json({"file": str(file), "format": chosen, "bytes": size})
    else:
        click.echo(plain(f"{file}: {size:,} bytes of {chosen}."))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default="offers.html")
@narrowed
@click.option("--state", type=STATES, help="open without it.")
@click.option("--force", is_flag=True, help="Write over FILE.")
@json_option
@connected
async def report(
    client: ApiClient, file: Path, force: bool, as_json: bool, **wanted: Unpack[Narrowed]
) -> None:
    """Write a page with plots into FILE: offers by country, sector, month, salary, skill.

    With --json the figures are printed, and no file is written.
    """
    query = as_query(wanted)
    if as_json:
        print_json(await client.get("/api/offers/figures", **query))
        return
    _check(file, force=force)
    async with client.download("/api/offers/report", **query) as pieces:
        page = b"".join([piece async for piece in pieces])
    await asyncio.to_thread(file.write_bytes, page)
    click.echo(plain(f"{file} is written; open it in a browser."))


def _check(file: Path, *, force: bool) -> None:
    if file.exists() and not force:
        msg = f"“{file}” is there already; write over it with --force."
        raise FileThere(msg)


def _kind_of(file: Path) -> str:
    suffix = file.suffix.lower().lstrip(".")
    if suffix not in get_args(Format):
        msg = f"“{file.name}” does not tell its format; name one with --format."
        raise click.UsageError(msg)
    return suffix


COMMANDS = (export, report)
"""What ``folioscope offers`` can do besides."""
