"""The terminal door through which whole bases leave and come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import click

from folioscope.errors import Stopped
from folioscope.features.knowledge.asking import base_address
from folioscope.features.transfers.unpacking import check_target, packed, unpack
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.output import plain, print_json, progress_bar
from folioscope.platform.terminal.session import connected, json_option


class PackedExport:
    """The archive of an export in a folder, as the body of a request."""

    content_type = "application/x-tar"

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Its pieces, read while they are sent."""
        pieces = packed(self._path)
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece


@click.command("export")
@click.argument("name")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--no-files", is_flag=True, help="Leave the original files out.")
@click.option("--unmasked", is_flag=True, help="Of a blind base: with the files; written down.")
@click.option("--force", is_flag=True, help="Replace an earlier export in DIR.")
@json_option
@connected
async def export_base(
    client: ApiClient, /, name: str, folder: Path, *, force: bool, as_json: bool, **wanted: bool
) -> None:
    """Write the knowledge base NAME into the folder DIR, for other tools and for “kb import”."""
    check_target(folder, force=force)
    address = f"{base_address(name)}/export"
    query = {"files": not wanted["no_files"], "unmasked": wanted["unmasked"]}
    asked = {name: str(value).lower() for name, value in query.items()}
    async with client.download(address, **asked) as pieces:
        metadata = await unpack(pieces, folder)
    if as_json:
        print_json(metadata.model_dump(mode="json"))
    else:
        click.echo(
            f"“{plain(metadata.name)}” is in {plain(str(folder))}: {metadata.document_count} "
            f"documents, {metadata.chunk_count} chunks"
            f"{'' if metadata.original_files else ', without the original files'}."
        )


@click.command("import")
@click.argument("name")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True))
@click.option("--model", help="Embed all text anew with this model.")
@json_option
@connected
async def import_base(
    client: ApiClient, name: str, folder: Path, *, model: str | None, as_json: bool
) -> None:
    """Make the knowledge base NAME of an export: the folder DIR, or its archive."""
    wanted = {"name": name, **({"model": model} if model else {})}
    accepted = await client.upload(f"/api/kbs/import?{urlencode(wanted)}", PackedExport(folder))
    with progress_bar("Importing") as bar:
        ended = await result_of(client, accepted["run_id"], bar)
    if ended["status"] != "done":
        msg = "Stopped; there is no such base."
        raise Stopped(msg)
    result = ended["result"]
    if as_json:
        print_json(result)
    else:
        counted = f"{result['documents']} documents, {result['chunks']} chunks"
        click.echo(f"“{plain(result['name'])}” is imported: {counted}.")


COMMANDS = (export_base, import_base)
"""What ``folioscope kb`` can do besides."""
