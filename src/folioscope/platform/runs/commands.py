"""The terminal door of runs."""

from __future__ import annotations

import json

import click

from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option


@click.group()
def run() -> None:
    """Look into runs: answers, uploads and rebuilds on their way or done."""


@run.command()
@click.argument("run_id")
@json_option
@connected
async def show(client: ApiClient, run_id: str, as_json: bool) -> None:
    """Show the state of a run."""
    found = await client.get(f"/api/runs/{run_id}")
    if as_json:
        print_json(found)
    else:
        shown = [(name, value) for name, value in found.items() if value is not None]
        print_table(("", ""), shown)


@run.command()
@click.argument("run_id")
@click.option("--after", type=click.IntRange(min=0), default=0, help="Begin after this event.")
@json_option
@connected
async def events(client: ApiClient, run_id: str, after: int, as_json: bool) -> None:
    """Print the events of a run, and follow it to its end."""
    async for event in client.events(run_id, after):
        data = json.dumps(event.data, ensure_ascii=False)
        if as_json:
            click.echo(f'{{"seq": {event.seq}, "type": "{event.type}", "data": {data}}}')
        else:
            click.echo(f"{event.seq:>5}  {event.type:<9}  {plain(data)}")


@run.command()
@click.argument("run_id")
@json_option
@connected
async def cancel(client: ApiClient, run_id: str, as_json: bool) -> None:
    """Cancel a run; what it has written so far is kept."""
    found = await client.post(f"/api/runs/{run_id}/cancel")
    if as_json:
        print_json(found)
    else:
        state = "being cancelled" if found["finished_at"] is None else found["status"]
        click.echo(f"Run {found['run_id']} is {state}.")
