"""What ``folioscope doctor`` looks at."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from folioscope.backends.registry import load
from folioscope.doors.lock import find_holder
from folioscope.errors import FolioscopeError
from folioscope.migrations.apply import current, newest
from folioscope.platform.database.engine import Database, parse_url
from folioscope.settings import Settings

SAFE_SQLITE = (3, 51, 3)
LEAST_FREE_GB = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: Literal["ok", "warning", "failed"]
    told: str

    def as_json(self) -> dict[str, str]:
        """The same for programs."""
        return asdict(self)


async def check_all(settings: Settings) -> list[Check]:
    """Look at everything; a check that fails does not keep the others from being made."""
    looked: list[Callable[[Settings], Awaitable[Check]]] = [
        _python,
        _folder,
        _holder,
        _database,
        _sqlite,
        _model,
        _language_model,
    ]
    return [await _guarded(look, settings) for look in looked]


async def _guarded(look: Callable[[Settings], Awaitable[Check]], settings: Settings) -> Check:
    try:
        return await look(settings)
    except FolioscopeError as error:
        return Check(look.__name__.strip("_"), "failed", error.message)


async def _python(_settings: Settings) -> Check:
    return Check("python", "ok", f"{platform.python_version()} on {platform.machine()}")


async def _folder(settings: Settings) -> Check:
    folder = settings.data_dir
    place = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(place, os.W_OK):
        return Check("data folder", "failed", f"{place} cannot be written to")
    free = shutil.disk_usage(place).free / 1e9
    state: Literal["ok", "warning"] = "ok" if free >= LEAST_FREE_GB else "warning"
    return Check("data folder", state, f"{folder}, {free:.1f} GB free on its disk")


async def _holder(settings: Settings) -> Check:
    holder = find_holder(settings.data_dir)
    told = f"at {holder.url} (process {holder.pid})" if holder else "none runs on this data folder"
    return Check("server", "ok", told)


async def _database(settings: Settings) -> Check:
    url = parse_url(settings.database_address)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not _exists(url.database):
        return Check("database", "ok", f"{shown}, made when first used")
    found: list[str | None] = []
    database = Database(url)
    try:
        await database.run_on_connection(lambda connection: found.append(current(connection)))
    finally:
        await database.aclose()
    if found[0] == newest():
        return Check("database", "ok", f"{shown}, schema {found[0]}")
    return Check("database", "warning", f"{shown}, schema {found[0]}: run folioscope db upgrade")


def _exists(path: str | None) -> bool:
    return path is not None and Path(path).exists()


async def _sqlite(_settings: Settings) -> Check:
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return Check("sqlite", "ok", sqlite3.sqlite_version)
    told = (
        f"{sqlite3.sqlite_version}: before 3.51.3 a rare bug may damage a database that two "
        "connections write; Folioscope writes with one"
    )
    return Check("sqlite", "warning", told)


async def _model(settings: Settings) -> Check:
    opened = partial(
        load("embeddings", "local"),
        settings.embedding_model,
        cache_dir=settings.data_dir / "models",
        threads=settings.threads,
    )
    model = await asyncio.to_thread(opened)
    return Check("embedding model", "ok", f"{model.name}, {model.dimensions} dimensions")


async def _language_model(settings: Settings) -> Check:
    if settings.llm_provider == "extractive":
        told = "none: answers are the documents' own sentences; LLM_PROVIDER chooses one"
        return Check("language model", "ok", told)
    told = f"{settings.llm_provider}, {settings.llm_model} at {settings.openai_base_url}"
    return Check("language model", "ok", told)
