"""The whole pipeline as one Python call: build or load, retrieve, compose, call."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import tempfile
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from typing_extensions import Unpack

from folioscope.doors.configuration import read_settings
from folioscope.doors.connection import connect
from folioscope.errors import Invalid
from folioscope.features.knowledge.asking import all_documents, base_address
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.sending import Sending
from folioscope.settings.values import Settings

BASE = "texts"
INDEXES = Path("indexes")
SAFE = re.compile(r"(?!\.)[\w.-]{1,80}")
UNSAFE = re.compile(r"[^\w.-]+")
LONGEST_NAME = 80
LONGEST_DIGEST = 32

# Only one process, and in it one call at a time, may have an index open.
_turns: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)


class PipelineMisused(Invalid):
    """A call that names nothing to answer from, or too much, or by a name that cannot be."""

    code = "pipeline_misused"


class Options(TypedDict, total=False):
    """What may go with a question.

    ``profile_id`` and ``job_id`` name the index of the texts, ``indexes`` the folder it is kept
    in. ``mode`` is ``hybrid`` or ``strict``, ``model`` a language model as settings name them.
    """

    profile_id: str
    job_id: str
    indexes: str | Path
    mode: str
    model: str


@dataclass(frozen=True, slots=True)
class Generated:
    """An answer. Citations and grounding are as the event ``final`` has them.

    ``failed`` names the texts that could not be taken in, each with a reason.
    """

    text: str
    citations: list[dict[str, Any]]
    grounding: dict[str, Any]
    usage: dict[str, int] | None
    failed: list[dict[str, str]]


def generate_with_rag(
    question: str,
    texts: Mapping[str, str] | Sequence[str] | None = None,
    *,
    kb: str | None = None,
    **options: Unpack[Options],
) -> Generated:
    """Answer a question from texts, or from a knowledge base, with citations.

    ``texts`` are names with their texts, or texts alone. They are indexed under
    ``indexes/{profile_id}_{job_id}``; a further call with the same names loads that index, and
    takes in only what has changed. ``kb`` is the name of a knowledge base of the data folder.
    Raises the errors of ``folioscope.errors``. In a running event loop use
    ``agenerate_with_rag``.
    """
    return asyncio.run(agenerate_with_rag(question, texts, kb=kb, **options))


async def agenerate_with_rag(
    question: str,
    texts: Mapping[str, str] | Sequence[str] | None = None,
    *,
    kb: str | None = None,
    **options: Unpack[Options],
) -> Generated:
    """The same as ``generate_with_rag``, as a coroutine."""
    if (texts is None) == (kb is None):
        raise PipelineMisused("Give texts to answer from, or the name of a knowledge base.")
    if texts is None:
        async with connect(read_settings()) as client:
            return await _answer(client, question, kb or "", options)
    named = _named(texts)
    settings = _settings(named, options)
    async with _turn(settings.data_dir), connect(settings) as client:
        failed = await _index(client, named)
        return await _answer(client, question, BASE, options, failed)


def _named(texts: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    """File names with their texts."""
    if isinstance(texts, str):
        raise PipelineMisused("Texts are a list, or names with their texts, and not one text.")
    pairs = texts.items() if isinstance(texts, Mapping) else enumerate(texts, start=1)
    named = {
        f"{UNSAFE.sub('-', str(name)).strip('.-')[:LONGEST_NAME] or 'text'}.txt": text
        for name, text in pairs
    }
    if len(named) < len(texts) or not named:
        raise PipelineMisused("Give at least one text, and each a name of its own.")
    return named


def _settings(named: Mapping[str, str], options: Options) -> Settings:
    """The settings of the environment, but for a data folder of the index's own."""
    own = read_settings()
    given = dict(options)
    parts = [str(given[key]) for key in ("profile_id", "job_id") if key in given]
    if not parts:
        told = json.dumps(named, sort_keys=True)
        parts = [hashlib.sha256(told.encode()).hexdigest()[:LONGEST_DIGEST]]
    for part in parts:
        if not SAFE.fullmatch(part):
            msg = f"“{part}” cannot name an index: use letters, digits, “.”, “_” and “-”."
            raise PipelineMisused(msg)
    folder = (Path(options.get("indexes", INDEXES)) / "_".join(parts)).resolve()
    changes = {"data_dir": folder, "database_url": None, "models_dir": own.model_cache}
    return own.model_copy(update=changes)


@asynccontextmanager
async def _turn(folder: Path) -> AsyncIterator[None]:
    turn = _turns[folder]
    await asyncio.to_thread(turn.acquire)
    try:
        yield
    finally:
        turn.release()


async def _index(client: ApiClient, named: Mapping[str, str]) -> list[dict[str, str]]:
    """Bring the base up to date with the texts; what could not be taken in."""
    bases = (await client.get("/api/kbs"))["kbs"]
    if not any(base["name"] == BASE for base in bases):
        await client.post("/api/kbs", {"name": BASE})
    for document in await all_documents(client, BASE):
        if document["path"] not in named:
            await client.delete(f"{base_address(BASE)}/documents", document=document["document_id"])
    with tempfile.TemporaryDirectory(prefix="folioscope-") as folder:
        files = [(name, Path(folder) / name) for name in named]
        for name, path in files:
            path.write_text(named[name], encoding="utf-8")
        accepted = await client.upload(f"{base_address(BASE)}/documents", Sending(files, {}))
    failed: list[dict[str, str]] = accepted["refused"]
    if accepted["run_id"] is not None:
        failed += (await result_of(client, accepted["run_id"]))["result"]["failed"]
    return failed


async def _answer(
    client: ApiClient,
    question: str,
    kb: str,
    options: Options,
    failed: Sequence[dict[str, str]] = (),
) -> Generated:
    """Ask in a conversation of its own, of which nothing stays."""
    chosen = {key: value for key, value in options.items() if key in ("mode", "model")}
    path = f"/api/threads/{(await client.post('/api/threads', {}))['thread_id']}"
    try:
        body = {"content": question, "kbs": [kb], **chosen}
        accepted = await client.post(f"{path}/messages", body)
        final = await result_of(client, accepted["run_id"])
    finally:
        await client.delete(path)
    return Generated(
        final["text"], final["citations"], final["grounding"], final["usage"], list(failed)
    )
