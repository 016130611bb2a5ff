"""The command that says which program this is; it imports none of it."""

from __future__ import annotations

import json
from importlib import metadata

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def version(as_json: bool) -> None:
    """Print the version."""
    number = metadata.version("folioscope")
    click.echo(json.dumps({"version": number}) if as_json else f"folioscope {number}")
