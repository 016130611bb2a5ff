"""The terminal door of knowledge bases."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from folioscope.errors import Conflict, NotFound, Stopped
from folioscope.features.knowledge.asking import all_documents, base_address
from folioscope.features.knowledge.folders import walk
from folioscope.features.knowledge.inspect_commands import inspect
from folioscope.features.knowledge.settings_commands import blind, keep, kept, unmask
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.output import plain, print_json, print_table, progress_bar
from folioscope.platform.terminal.sending import NothingReadable, Sending
from folioscope.platform.terminal.session import connected, json_option

MEGABYTE = 1024 * 1024
FULL = 0.9  # of what a request may have, since names and boundaries take room too
NO_BASE = "There is no knowledge base yet. Make one: folioscope kb create NAME"

NamedFile = tuple[str, Path]


@click.group()
def kb() -> None:
    """Make, fill and look after knowledge bases."""


for command in (inspect, keep, blind, unmask):
    kb.add_command(command)


@kb.command()
@click.argument("name")
@click.option("--model", help="Embedding model; it is pinned in the base.")
@click.option("--chunk-size", type=int, help="Characters a chunk, at the most.")
@click.option("--chunk-overlap", type=int, help="Characters two chunks share.")
@click.option("--language", help="Of all documents, such as fr; else that of each is found out.")
@click.option("--blind", "is_blind", is_flag=True, help="Mask who documents are of: see kb blind.")
@json_option
@connected
async def create(
    client: ApiClient, /, name: str, is_blind: bool, as_json: bool, **wanted: str | int | None
) -> None:
    """Make an empty knowledge base."""
    blinding: dict[str, Any] = {"blind": {}} if is_blind else {}
    made = await client.post("/api/kbs", {"name": name, **wanted, **blinding})
    _show(made, as_json, f"Knowledge base “{plain(made['name'])}” is ready to be filled.")


@kb.command()
@click.argument("name")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
@connected
async def add(client: ApiClient, name: str, paths: tuple[Path, ...], as_json: bool) -> None:
    """Take files and folders into the knowledge base NAME."""
    started = time.monotonic()
    await client.get(base_address(name))
    limits = await client.get("/api/limits")
    files, failed = _files_under(limits, paths)
    total: dict[str, Any] = {"added": 0, "unchanged": 0, "failed": failed, "chunks": 0}
    is_whole = True
    for part in uploads(limits, files):
        is_whole = await _upload(client, name, part, total)
        if not is_whole:
            break
    total["seconds"] = round(time.monotonic() - started, 2)
    if as_json:
        print_json(total)
    else:
        _print_added(total, name)
    if not is_whole:
        msg = "Stopped. What was taken in stays; the same command takes in the rest."
        raise Stopped(msg)
    if failed and not (total["added"] or total["unchanged"]):
        click.get_current_context().exit(1)


async def _upload(
    client: ApiClient, name: str, part: Sequence[NamedFile], total: dict[str, Any]
) -> bool:
    """Send one upload and follow it; False when it was cancelled."""
    accepted = await _send(client, f"{base_address(name)}/documents", part, {})
    total["unchanged"] += accepted["unchanged"]
    total["failed"] += accepted["refused"]
    if accepted["run_id"] is None:
        return True
    with progress_bar("Reading and embedding") as bar:
        ended = await result_of(client, accepted["run_id"], bar)
    result = ended["result"]
    total["added"] += result["added"]
    total["chunks"] += result["chunks"]
    total["failed"] += result["failed"]
    return bool(ended["status"] == "done")


async def _send(
    client: ApiClient, path: str, files: Sequence[NamedFile], fields: Mapping[str, str]
) -> dict[str, Any]:
    """What the server answers; files that could not be read are among those it refused."""
    with progress_bar("Sending") as bar:
        form = Sending(files, fields, bar)
        try:
            accepted: dict[str, Any] = await client.upload(path, form)
        except NothingReadable:
            accepted = {"run_id": None, "unchanged": 0, "refused": []}
    return {**accepted, "refused": [*form.failed, *accepted["refused"]]}


@kb.command()
@click.argument("name")
@click.argument("document", required=False)
@json_option
@connected
async def retry(client: ApiClient, name: str, document: str | None, as_json: bool) -> None:
    """Read what failed in the knowledge base NAME once more, or one DOCUMENT, an id or a path."""
    named = [
        found
        for found in await all_documents(client, name)
        if document in (None, found["document_id"], found["path"])
    ]
    if document is not None and not named:
        msg = f"There is no document “{document}” in “{name}”."
        raise NotFound(msg)
    total: dict[str, Any] = {"added": 0, "failed": [], "chunks": 0}
    failed = [found for found in named if found["state"] == "failed"]
    for found in failed:
        if found["path"] not in {again["path"] for again in total["failed"]}:
            await _read_again(client, found["document_id"], total)
    told = f"{total['added']} can be found now, {len(total['failed'])} failed again."
    _show(total, as_json, told if failed else f"Nothing of that in “{plain(name)}” has failed.")
    if not as_json:
        _print_failed(total["failed"])


async def _read_again(client: ApiClient, document_id: str, total: dict[str, Any]) -> None:
    """Read one more failed document, unless its file was read just now for another of its own."""
    try:
        started = await client.post(f"/api/documents/{document_id}/retry")
    except Conflict as error:
        if error.code != "document_not_failed":
            raise
        return
    except NotFound:  # it stood for a file that turned out to hold many
        return
    with progress_bar("Reading and embedding") as bar:
        ended = await result_of(client, started["run_id"], bar)
    for field, told in ended["result"].items():
        total[field] += told
    if ended["status"] != "done":
        msg = "Stopped. What was taken in stays."
        raise Stopped(msg)


@kb.command("list")
@json_option
@connected
async def list_(client: ApiClient, as_json: bool) -> None:
    """List the knowledge bases."""
    bases = (await client.get("/api/kbs"))["kbs"]
    if as_json:
        print_json(bases)
    elif not bases:
        click.echo(NO_BASE)
        if client.acts_for is None and (await client.get("/api/users"))["users"]:
            click.echo("Accounts have bases of their own: folioscope --as EMAIL kb list")
    else:
        names = ("name", "documents", "ready", "failed", "chunks", "model")
        print_table(names, [[base[name] for name in names] for base in bases])


@kb.command()
@click.argument("name")
@json_option
@connected
async def show(client: ApiClient, name: str, as_json: bool) -> None:
    """Show a knowledge base and the state of each of its documents."""
    base = await client.get(base_address(name))
    documents = await all_documents(client, name)
    if as_json:
        print_json({**base, "documents": documents, "document_count": base["documents"]})
        return
    click.echo(
        f"{plain(base['name'])}: {base['ready']} of {base['documents']} documents ready, "
        f"{base['chunks']} chunks, model {plain(base['model'])}, "
        f"chunks of {base['chunk_size']} characters that share {base['chunk_overlap']}, "
        f"{'blind, ' if base['blind'] is not None else ''}"
        f"{f'kept {kept(base)}, ' if base['keep_days'] or base['keep_until'] else ''}"
        f"language {plain(base['language'] or 'found out for each document')}"
    )
    names = ("path", "pages", "language", "state")
    rows = [
        [*(found[name] or "" for name in names), (found["reason"] or {}).get("message", "")]
        for found in documents
    ]
    if rows:
        print_table((*names, "reason"), rows)


@kb.command()
@click.argument("name")
@click.argument("document")
@json_option
@connected
async def remove(client: ApiClient, name: str, document: str, as_json: bool) -> None:
    """Remove DOCUMENT, an id or a path, from the knowledge base NAME."""
    await client.delete(f"{base_address(name)}/documents", document=document)
    _show({"removed": document}, as_json, f"“{plain(document)}” is removed.")


@kb.command()
@click.argument("name")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="Build from this file or folder instead of what is in the base.",
)
@click.option("--model", help="Embedding model to change to.")
@click.option("--language", help="Language to change to, such as fr, or auto.")
@json_option
@connected
async def rebuild(
    client: ApiClient, /, name: str, source: Path | None, as_json: bool, **wanted: str | None
) -> None:
    """Build a knowledge base anew; the old one answers until the new one is whole."""
    files: list[NamedFile] = []
    failed: list[dict[str, str]] = []
    if source is not None:
        files, failed = _files_under(await client.get("/api/limits"), [source])
        if not files:
            msg = f"There is nothing to read under “{source}”."
            raise click.ClickException(msg)
    fields = {field: value for field, value in wanted.items() if value}
    accepted = await _send(client, f"{base_address(name)}/rebuild", files, fields)
    failed += accepted["refused"]
    if accepted["run_id"] is None:
        _print_failed(failed)
        msg = f"Nothing under “{source}” could be read; the base is as it was."
        raise click.ClickException(msg)
    with progress_bar("Rebuilding") as bar:
        ended = await result_of(client, accepted["run_id"], bar)
    if ended["status"] != "done":
        if as_json:
            print_json({"status": "cancelled"})
        msg = "Stopped; the base is as it was."
        raise Stopped(msg)
    result = ended["result"]
    result["failed"] += failed
    told = f"“{name}” is rebuilt: {result['documents']} documents, {result['chunks']} chunks."
    _show(result, as_json, told)
    if not as_json:
        _print_failed(result["failed"])


@kb.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@connected
async def delete(client: ApiClient, name: str, yes: bool, as_json: bool) -> None:
    """Delete a knowledge base with all that is in it."""
    base = await client.get(base_address(name))
    if not yes and not as_json:
        click.confirm(f"Delete “{base['name']}” and its {base['documents']} documents?", abort=True)
    await client.delete(base_address(name))
    _show({"deleted": base["name"]}, as_json, f"“{plain(base['name'])}” is deleted.")


def _files_under(
    limits: Mapping[str, Any], paths: Sequence[Path]
) -> tuple[list[NamedFile], list[dict[str, str]]]:
    found = walk(paths, frozenset(limits["extensions"]))
    if found.skipped:
        click.echo(f"{found.skipped} files of other kinds are left out.", err=True)
    failed = [asdict(problem) for problem in found.problems]
    return [(file.label, file.path) for file in found.files], failed


def uploads(limits: Mapping[str, Any], files: Sequence[NamedFile]) -> Iterator[Sequence[NamedFile]]:
    """All files at once, or as many as the server takes in one request."""
    most = limits["max_upload_mb"] * MEGABYTE * FULL
    part: list[NamedFile] = []
    size = 0
    for name, path in files:
        bytes_ = _size_of(path)
        if part and (len(part) == limits["max_upload_files"] or size + bytes_ > most):
            yield part
            part, size = [], 0
        part.append((name, path))
        size += bytes_
    if part:
        yield part


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # it is told when it is to be read


def _print_added(total: dict[str, Any], name: str) -> None:
    click.echo(
        f"{total['added']} added to “{name}” ({total['chunks']} chunks, {total['seconds']} s), "
        f"{total['unchanged']} unchanged, {len(total['failed'])} failed."
    )
    _print_failed(total["failed"])


def _print_failed(failed: Sequence[dict[str, str]]) -> None:
    for found in failed:
        message = plain(found["message"])
        named = message if found["path"] in message else f"{plain(found['path'])}: {message}"
        click.echo(f"  {named}", err=True)


def _show(value: object, as_json: bool, told: str) -> None:
    if as_json:
        print_json(value)
    else:
        click.echo(told)
