"""The terminal door to suggested questions."""

from __future__ import annotations

import click

from folioscope.features.knowledge.asking import base_address
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json
from folioscope.platform.terminal.session import connected, json_option

NONE = "There is nothing to suggest: no CV with facts is in the knowledge base."


@click.command()
@click.argument("name")
@click.option(
    "--limit", type=click.IntRange(1, 50), default=8, show_default=True, help="How many, at most."
)
@json_option
@connected
async def suggest(client: ApiClient, /, name: str, limit: int, *, as_json: bool) -> None:
    """Print questions that the knowledge base NAME answers."""
    found = (await client.get(f"{base_address(name)}/suggestions", limit=limit))["suggestions"]
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(map(plain, found)) if found else NONE)


COMMANDS = (suggest,)
"""What ``folioscope kb`` can do besides."""
