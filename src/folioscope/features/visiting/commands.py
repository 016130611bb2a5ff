"""``folioscope kb publish``, ``kb unpublish``, ``kb links``: public chats over bases."""

from __future__ import annotations

from typing import Any

import click

from folioscope.errors import Conflict, NotFound
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

Link = dict[str, Any]


@click.command()
@click.argument("name")
@click.option("--title", help="What visitors see as its name; else that of the base.")
@click.option("--greeting", help="What visitors read first.")
@click.option(
    "--origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="A site whose pages may show it, such as https://ada.example; may be repeated.",
)
@click.option("--visitor-messages", type=click.IntRange(1, 1_000), help="Of one, in an hour.")
@click.option("--daily-messages", type=click.IntRange(1, 10_000), help="Of all, in a day.")
@click.option("--until", "expires_at", metavar="TIME", help="2027-12-31T00:00:00Z: closes then.")
@click.option("--link", "link_id", metavar="ID", help="Change this one, and switch it on.")
@json_option
@connected
async def publish(
    client: ApiClient, /, name: str, link_id: str | None, *, as_json: bool, **said: Any
) -> None:
    """Let whoever has a link ask the knowledge base NAME, from its documents only."""
    wanted = {option: value for option, value in said.items() if value not in (None, ())}
    if link_id is None:
        link = await client.post("/api/links", {"kb": name, **wanted})
    else:
        await _chosen(client, name, link_id)
        link = await client.patch(f"/api/links/{link_id}", {"is_on": True, **wanted})
    if as_json:
        print_json(link)
        return
    click.echo(f"“{plain(link['kb'])}” can be asked at {link['url']}")
    if link["origins"]:
        click.echo("Pages of these sites may show it: " + " ".join(link["origins"]))


@click.command()
@click.argument("name")
@click.option("--link", "link_id", metavar="ID", help="Only this one, of several.")
@click.option("--delete", is_flag=True, help="Not to be switched on again; forget its visitors.")
@connected
async def unpublish(client: ApiClient, name: str, link_id: str | None, *, delete: bool) -> None:
    """Switch the public chats over NAME off: who is in them is shown out within 30 seconds."""
    chosen = await _chosen(client, name, link_id)
    if not delete and not any(link["is_on"] for link in chosen):
        msg = f"The public chats over “{name}” are switched off already."
        raise Conflict(msg)
    for link in chosen:
        address = f"/api/links/{link['link_id']}"
        if delete:
            await client.delete(address)
        else:
            await client.patch(address, {"is_on": False})
    click.echo(f"{len(chosen)} {'deleted' if delete else 'switched off'}.")


@click.command()
@click.argument("name", required=False)
@json_option
@connected
async def links(client: ApiClient, name: str | None, *, as_json: bool) -> None:
    """List the public chats over the knowledge base NAME, or over all."""
    found = (await client.get("/api/links", **({"kb": name} if name else {})))["links"]
    if as_json:
        print_json(found)
    elif not found:
        click.echo("Nothing is public.")
    else:
        columns = ("id", "base", "state", "asked today", "sites", "address")
        print_table(columns, [_row(link) for link in found])


async def _chosen(client: ApiClient, name: str, link_id: str | None) -> list[Link]:
    """The links of a base, or the one with that id."""
    listed = (await client.get("/api/links", kb=name))["links"]
    chosen = [link for link in listed if link_id in (None, link["link_id"])]
    if not chosen:
        msg = f"“{name}” has no such public link; “folioscope kb links” lists them."
        raise NotFound(msg)
    return chosen


def _row(link: Link) -> list[str]:
    asked = f"{link['asked_today']} of {link['daily_messages']}"
    state = "on" if link["is_on"] else "off"
    if link["is_on"] and link["expires_at"]:
        state = f"until {link['expires_at']}"
    sites = " ".join(link["origins"]) or "none"
    return [link["link_id"], link["kb"], state, asked, sites, link["url"]]


COMMANDS = (publish, unpublish, links)
"""What ``folioscope kb`` can do besides."""
