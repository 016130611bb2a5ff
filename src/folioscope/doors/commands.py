"""The commands of the program itself: serve it, look after its database, check it."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from importlib import metadata
from pathlib import Path

import click

from folioscope.doors import built_page, checks
from folioscope.doors.answerer import told
from folioscope.doors.configuration import read_settings
from folioscope.doors.first_account import MAKE_ONE, NONE_YET, lacks_accounts
from folioscope.doors.server import serve as serve_until_stopped
from folioscope.doors.worker import work
from folioscope.platform.runs.engine import Executes
from folioscope.platform.terminal.output import print_json, print_table
from folioscope.platform.terminal.session import json_option
from folioscope.telemetry.logs import log_to_stderr
from folioscope.wiring.detection import unused_keys
from folioscope.wiring.observing import logging_of
from folioscope.wiring.opened import Folioscope


@click.command()
@click.option("--host", help="Address to listen on; FOLIOSCOPE_HOST.")
@click.option("--port", type=int, help="Port to listen on; FOLIOSCOPE_PORT.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="FOLIOSCOPE_DATA_DIR.")
@click.option("--workers-elsewhere", is_flag=True, help="Leave runs to “folioscope worker”.")
def serve(
    host: str | None, port: int | None, data_dir: Path | None, workers_elsewhere: bool
) -> None:
    """Serve the page and the HTTP API until Ctrl-C."""
    settings = read_settings(host=host, port=port, data_dir=data_dir)
    log_to_stderr(logging_of(settings))
    executes: Executes = "never" if workers_elsewhere else "always"
    asyncio.run(serve_until_stopped(settings, partial(_greet, executes), executes))


@click.command()
@click.option("--data-dir", type=click.Path(path_type=Path), help="FOLIOSCOPE_DATA_DIR.")
def worker(data_dir: Path | None) -> None:
    """Execute runs until Ctrl-C, for servers with --workers-elsewhere; needs PostgreSQL."""
    settings = read_settings(data_dir=data_dir)
    log_to_stderr(logging_of(settings))
    asyncio.run(work(settings, _greet_worker))


def _greet_worker(folioscope: Folioscope) -> None:
    click.echo(f"This worker of Folioscope {metadata.version('folioscope')} executes runs.")
    _tell_places(folioscope)
    click.echo("Stop with Ctrl-C.")


async def _greet(executes: Executes, folioscope: Folioscope, url: str) -> None:
    click.echo(f"Folioscope {metadata.version('folioscope')} is at {url}  (API: {url}/docs)")
    if not built_page.is_built():
        click.echo(built_page.NOT_BUILT)
    _tell_places(folioscope)
    if await lacks_accounts(folioscope.settings, folioscope.database):
        click.echo(f"{NONE_YET} {MAKE_ONE}")
    if executes == "never":
        click.echo("Runs: left to “folioscope worker”; they wait until one is there")
    click.echo(f"Ask from another terminal: {sys.argv[0]} ask “…”  Stop with Ctrl-C.")


def _tell_places(folioscope: Folioscope) -> None:
    settings, database = folioscope.settings, folioscope.database
    click.echo(f"Data: {settings.data_dir}")
    click.echo(f"Database: {'SQLite' if database.is_sqlite else 'PostgreSQL'}, {database.place}")
    click.echo(f"Answers: {told(folioscope.llms.chosen())}")
    if keys := unused_keys(settings):
        click.echo(f"Not used: {', '.join(keys)}. LLM_PROVIDER chooses who is sent text.")


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check what this installation can do, and say what is wrong."""
    found = asyncio.run(checks.check_all(read_settings()))
    if as_json:
        print_json([check.as_json() for check in found])
    else:
        marks = {"ok": "✓", "warning": "!", "failed": "✗"}
        print_table(("", "", ""), [(marks[c.state], c.name, c.told) for c in found])
        for check in found:
            if check.mend:
                click.echo(f"{marks[check.state]} {check.name}: {check.mend}")
    if any(check.state == "failed" for check in found):
        click.get_current_context().exit(1)
