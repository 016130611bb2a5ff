"""The terminal door through which a store of offers with vectors comes."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import click
from typing_extensions import TypedDict, Unpack

from folioscope.errors import Invalid, Stopped
from folioscope.features.transfers.commands import PackedExport
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.output import plain, print_json, progress_bar
from folioscope.platform.terminal.session import connected, json_option

if TYPE_CHECKING:
    from folioscope.features.offers.npz_store import Store

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class ModelNotTold(Invalid):
    """Vectors of which nobody says which model made them."""

    code = "model_of_vectors_not_told"


class Told(TypedDict):
    """Which models made and are to make vectors, and where their rows are told."""

    vectors_of: str | None
    model: str | None
    rows: Path | None


@click.command("import")
@click.argument("file", type=FILE)
@click.argument("name")
@click.option("--vectors-of", metavar="MODEL", help="The model that made the vectors.")
@click.option("--model", help="Embed all texts anew with this model instead.")
@click.option("--rows", type=FILE, help="JSON with what the vectors are of, in their order.")
@json_option
@connected
async def import_store(
    client: ApiClient, file: Path, name: str, as_json: bool, **told: Unpack[Told]
) -> None:
    """Make the knowledge base NAME of FILE, an .npz of vectors and what they are of.

    The vectors are taken over, into whatever this server compares vectors with; nothing in the
    file is unpickled.
    """
    # NumPy would be loaded for every other command of offers too.
    from folioscope.features.offers.npz_store import read_store
    from folioscope.features.offers.store_export import write_store

    model = told["model"]
    store = await asyncio.to_thread(read_store, file, told["rows"])
    made_by = _made_by(store, file, told["vectors_of"], model)
    with tempfile.TemporaryDirectory(prefix="folioscope-") as place:
        await asyncio.to_thread(write_store, store, name, made_by, Path(place))
        wanted = {"name": name, **({"model": model} if model else {})}
        address = f"/api/kbs/import?{urlencode(wanted)}"
        accepted = await client.upload(address, PackedExport(Path(place)))
    with progress_bar("Importing") as bar:
        ended = await result_of(client, accepted["run_id"], bar)
    if ended["status"] != "done":
        msg = "Stopped; there is no such base."
        raise Stopped(msg)
    result = ended["result"]
    left_out = len(store.rows) - result["documents"]
    if as_json:
        print_json({**result, "left_out": left_out})
        return
    click.echo(f"“{plain(result['name'])}” is imported: {result['documents']} offers.")
    if left_out:
        click.echo(f"{left_out} rows tell nothing in words and were left out.", err=True)


def _made_by(store: Store, file: Path, told: str | None, anew: str | None) -> str:
    model = told or store.model or anew
    if model is None:
        msg = (
            f"{file.name} does not tell which model made its vectors. Name it with --vectors-of, "
            "or have the texts embedded anew with --model."
        )
        raise ModelNotTold(msg)
    return model
