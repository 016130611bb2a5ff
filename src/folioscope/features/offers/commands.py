"""The terminal door of offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import click
from typing_extensions import Unpack

from folioscope.errors import Conflict, NotFound
from folioscope.features.offers.ask_commands import ask
from folioscope.features.offers.board_commands import board, board_address, seconds_of
from folioscope.features.offers.export_commands import COMMANDS as EXPORTS
from folioscope.features.offers.filter_options import Narrowed, as_query, given, narrowed
from folioscope.features.offers.import_commands import import_store
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.output import plain, print_json, print_table, progress_bar
from folioscope.platform.terminal.session import connected, json_option

OFFERS = "/api/offers"
NO_OFFER = "No offer fits. What boards list comes with: folioscope offers sync BOARD"


@click.group()
def offers() -> None:
    """Sync job offers, find them, ask about them."""


@offers.command()
@click.argument("name", metavar="BOARD")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Only what was posted since; closes nothing.",
)
@click.option("--every", metavar="6h", help="From now on again and again; “never” ends that.")
@json_option
@connected
async def sync(
    client: ApiClient, name: str, since: datetime | None, every: str | None, as_json: bool
) -> None:
    """See what BOARD lists now: new, changed and closed offers."""
    path = board_address(name)
    if every is not None:
        await client.patch(path, {"every_seconds": seconds_of(every)})
    run_id = await _started(client, path, since)
    with progress_bar("Reading the board") as bar:
        ended = await result_of(client, run_id, bar)
    result = ended.get("result", {})
    with progress_bar("Embedding") as bar:
        for ingest_id in result.get("ingest_run_ids", ()):
            await result_of(client, ingest_id, bar)
    if as_json:
        print_json({"run_id": run_id, **ended})
        return
    if not result:
        click.echo("The sync was cancelled; what was read of the board is kept.")
        return
    click.echo(", ".join(f"{count} {state}" for state, count in result["counts"].items()))
    for failure in result["failures"]:
        click.echo(plain(f"  {failure['source_id']}: {failure['message']}"), err=True)


@offers.command("list")
@narrowed
@click.option("--state", type=click.Choice(["open", "closed", "any"]), help="open without it.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@json_option
@connected
async def listing(client: ApiClient, limit: int, as_json: bool, **wanted: Unpack[Narrowed]) -> None:
    """List offers, the newest first."""
    found = await client.get(OFFERS, limit=limit, **as_query(wanted))
    if as_json:
        print_json(found)
    elif not found["offers"]:
        click.echo(NO_OFFER)
    else:
        columns = ("id", "posted", "title", "company", "place", "contract", "salary")
        print_table(columns, [_row(offer) for offer in found["offers"]])
        if found["total"] > len(found["offers"]):
            click.echo(f"{len(found['offers'])} of {found['total']} offers: --limit", err=True)


@offers.command()
@click.argument("offer_id")
@json_option
@connected
async def show(client: ApiClient, offer_id: str, as_json: bool) -> None:
    """Show an offer with its text, and whom to write to."""
    offer = await client.get(_offer_address(offer_id))
    if as_json:
        print_json(offer)
        return
    click.echo(click.style(plain(offer["title"]), bold=True))
    told = {
        "company": offer["company"],
        "place": "; ".join(_places(offer)),
        "remote": offer["remote"],
        "contract": offer["contract"],
        "sector": offer["sector"],
        "salary": _salary(offer),
        "posted": _day(offer["posted_at"]),
        "starts": _day(offer["starts_at"]),
        "until": _day(offer["expires_at"]),
        "state": offer["state"],
        "address": offer["url"],
        "contact": "; ".join(offer["contacts"]),
    }
    print_table(("", ""), [[name, value] for name, value in told.items() if value])
    click.echo(f"\n{plain(offer['text'])}")


@offers.command()
@click.argument("query")
@narrowed
@click.option("-k", "k", type=click.IntRange(1, 50), default=10, show_default=True)
@json_option
@connected
async def search(
    client: ApiClient, query: str, k: int, as_json: bool, **wanted: Unpack[Narrowed]
) -> None:
    """Find open offers by meaning and by words."""
    found = await client.post(f"{OFFERS}/search", {"query": query, "k": k, **given(wanted)})
    if as_json:
        print_json(found)
        return
    for note in found["notes"]:
        click.echo(plain(note["message"]), err=True)
    if not found["offers"]:
        click.echo(NO_OFFER)
    for each in found["offers"]:
        offer = each["offer"]
        parts = (offer["title"], offer["company"], *_places(offer)[:1])
        head = ", ".join(part for part in parts if part)
        click.echo(f"{each['score']:.2f}  {click.style(plain(head), bold=True)}")
        click.echo(plain(f"      {offer['offer_id']}  {offer['url'] or ''}"))
        click.echo(plain(f"      {' '.join(each['passages'][0]['text'].split())[:200]}"))


@offers.command()
@click.argument("offer_ids", nargs=-1, metavar="[OFFER_ID]...")
@narrowed
@click.option("--model", help="Language model to write it; folioscope models lists them.")
@json_option
@connected
async def summarise(
    client: ApiClient,
    offer_ids: tuple[str, ...],
    model: str | None,
    as_json: bool,
    **wanted: Unpack[Narrowed],
) -> None:
    """Say in short what offers are about: those named, or the newest that fit."""
    chosen = {"offers": list(offer_ids), "model": model, **given(wanted)}
    started = await client.post(f"{OFFERS}/summarise", chosen)
    ended = await result_of(client, started["run_id"])
    if as_json:
        print_json({"run_id": started["run_id"], **ended})
    else:
        click.echo(plain(ended.get("result", {}).get("text", "The summary was cancelled.")))


async def _started(client: ApiClient, path: str, since: datetime | None) -> str:
    """The run that syncs a board: a new one, or the one that is under way or was broken off."""
    body = {} if since is None else {"since": since.replace(tzinfo=UTC).isoformat()}
    try:
        run_id: str = (await client.post(f"{path}/sync", body))["run_id"]
    except Conflict as error:
        last = (await client.get(path))["last_sync"]
        if error.code != "sync_active" or last is None or last["run_id"] is None:
            raise
        click.echo(f"{error.message} That sync is followed.", err=True)
        run_id = last["run_id"]
    return run_id


def _offer_address(offer_id: str) -> str:
    if not offer_id.isalnum():
        msg = f"There is no offer “{offer_id}”."
        raise NotFound(msg)
    return f"{OFFERS}/{quote(offer_id, safe='')}"


def _row(offer: Mapping[str, Any]) -> list[object]:
    places = _places(offer)
    return [
        offer["offer_id"],
        _day(offer["posted_at"]),
        offer["title"],
        offer["company"] or "",
        places[0] + (f" +{len(places) - 1}" if len(places) > 1 else "") if places else "",
        offer["contract"] or "",
        _salary(offer),
    ]


def _places(offer: Mapping[str, Any]) -> list[str]:
    shown = (
        ", ".join(part for part in (where["city"], where["country"]) if part)
        for where in offer["locations"]
    )
    return [place for place in shown if place]


def _salary(offer: Mapping[str, Any]) -> str:
    ends = [f"{end:,.0f}" for end in (offer["salary_min"], offer["salary_max"]) if end is not None]
    unit = "/".join(filter(None, (offer["salary_currency"], offer["salary_period"])))
    return f"{'–'.join(dict.fromkeys(ends))} {unit}".strip() if ends else ""


def _day(moment: str | None) -> str:
    return (moment or "")[:10]


for command in (ask, board, *EXPORTS, import_store):
    offers.add_command(command)
