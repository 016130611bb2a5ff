"""The terminal door of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import click

from folioscope.errors import Stopped
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.output import plain, print_json, print_table, progress_bar
from folioscope.platform.terminal.session import connected, json_option

MEGABYTE = 1_000_000
SHOWN_OF_COMMIT = 12
SHOWN_LANGUAGES = 3
STATES = {"available": "can be pulled"}
LANGUAGE_COLUMNS = ("name", "answers", "ready", "your text", "why not")
COLUMNS = ("name", "state", "dimensions", "languages", "MB", "used by", "licence", "for")


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def models(context: click.Context, as_json: bool) -> None:
    """Show who can write answers, ready or why not, and embedding models.

    Embedding models can be listed, fetched, tried and removed.
    """
    if context.invoked_subcommand is None:
        _show(as_json)


@connected
async def _show(client: ApiClient, as_json: bool) -> None:
    language = (await client.get("/api/models/language"))["models"]
    embedding = (await client.get("/api/models"))["models"]
    if as_json:
        print_json({"language": language, "embedding": embedding})
        return
    click.echo("Language models, which write answers. Ask with one: ask --model NAME “…”")
    print_table(LANGUAGE_COLUMNS, [_language_row(model) for model in language])
    click.echo("\nEmbedding models, which find passages:")
    print_table(COLUMNS, [_row(model) for model in embedding])


def _language_row(model: Mapping[str, Any]) -> list[object]:
    by = f" ({model['source']})" if model["source"] else ""
    return [
        model["name"],
        f"default{by}" if model["is_default"] else "",
        "yes" if model["is_ready"] else "no",
        f"SENT to {model['place']}" if model["leaves_machine"] else "stays here",
        model["reason"],
    ]


@models.command("list")
@json_option
@connected
async def list_(client: ApiClient, as_json: bool) -> None:
    """List embedding models that are here, that are needed, and that are known by name."""
    found = (await client.get("/api/models"))["models"]
    if as_json:
        print_json(found)
    else:
        print_table(COLUMNS, [_row(model) for model in found])


def _row(model: Mapping[str, Any]) -> list[object]:
    used_by = [*(["new bases"] if model["is_default"] else []), *model["used_by"]]
    return [
        _short(model["name"]),
        STATES.get(model["state"], model["state"]),
        model["dimensions"] or "",
        _languages(model),
        -(-model["bytes"] // MEGABYTE) or "",
        ", ".join(used_by),
        model["licence"] or "",
        model["purpose"],
    ]


def _short(name: str) -> str:
    """A name with as much of a commit as tells it apart."""
    repository, at, commit = name.partition("@")
    return f"{repository}{at}{commit[:SHOWN_OF_COMMIT]}"


def _languages(model: Mapping[str, Any]) -> str:
    if model["languages"] is None:
        return "many" if model["dimensions"] else ""
    first = model["languages"][:SHOWN_LANGUAGES]
    others = len(model["languages"]) - len(first)
    return " ".join(first) + (f" +{others}" if others else "")


@models.command()
@click.argument("name", metavar="OWNER/NAME[@REVISION]")
@json_option
@connected
async def pull(client: ApiClient, name: str, as_json: bool) -> None:
    """Fetch a model of the Hugging Face hub. Ctrl-C leaves nothing of it."""
    accepted = await client.post("/api/models", {"model": name})
    with progress_bar("Fetching, in MB") as bar:
        ended = await result_of(client, accepted["run_id"], bar)
    if ended["status"] != "done":
        msg = "Stopped; nothing of the model is kept."
        raise Stopped(msg)
    result = ended["result"]
    if as_json:
        print_json(result)
    else:
        size = -(-result["bytes"] // MEGABYTE)
        click.echo(f"{plain(result['name'])} is here: {size} MB.")


@models.command()
@click.argument("name")
@json_option
@connected
async def remove(client: ApiClient, name: str, as_json: bool) -> None:
    """Delete a fetched model, unless a knowledge base needs it."""
    await client.delete(f"/api/models/{quote(name)}")
    if as_json:
        print_json({"removed": name})
    else:
        click.echo(f"{plain(name)} is removed.")


@models.command("test")
@click.argument("name")
@json_option
@connected
async def try_(client: ApiClient, name: str, as_json: bool) -> None:
    """Have a model embed a few sentences: how fast, and whether it makes sense."""
    trial = await client.post("/api/models/test", {"model": name})
    if as_json:
        print_json(trial)
    else:
        click.echo(
            f"{plain(trial['name'])}: {trial['dimensions']} dimensions, "
            f"{trial['query_ms']:.1f} ms a question, "
            f"{trial['passages_per_second']:.0f} short passages a second"
        )
        rows = [
            [pair["question"], pair["like"], pair["unlike"], "yes" if pair["is_right"] else "NO"]
            for pair in trial["pairs"]
        ]
        print_table(("question", "like", "unlike", "right"), rows)
    if not trial["is_sound"]:
        click.echo("It does not tell like sentences from unlike ones.", err=True)
        click.get_current_context().exit(1)
