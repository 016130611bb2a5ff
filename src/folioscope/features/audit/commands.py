"""The terminal door of the audit log."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import print_json, print_table
from folioscope.platform.terminal.session import connected, json_option


@click.command()
@click.option("--action", help="Only this one, such as erase or unmask.")
@click.option("--subject", metavar="ID", help="Only what was done to the thing with this id.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
@json_option
@connected
async def audit(
    client: ApiClient, action: str | None, subject: str | None, limit: int, as_json: bool
) -> None:
    """List who unmasked and who erased what, and when. The latest comes first."""
    asked: dict[str, str | int] = {"limit": limit}
    asked |= {name: told for name, told in (("action", action), ("subject", subject)) if told}
    entries = (await client.get("/api/audit", **asked))["entries"]
    if as_json:
        print_json(entries)
    elif not entries:
        click.echo("Nothing is in the log.")
    else:
        columns = ("when", "who", "action", "what", "id", "detail")
        print_table(columns, [_row(entry) for entry in entries])


def _row(entry: dict[str, Any]) -> list[str]:
    at = datetime.fromisoformat(entry["at"]).isoformat(" ", "seconds")
    detail = entry["detail"] or {}
    shown = ", ".join(f"{name} {_told(value)}" for name, value in detail.items() if value)
    return [at, entry["actor"], entry["action"], entry["subject_kind"], entry["subject"], shown]


def _told(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
