"""What ``folioscope doctor`` looks at."""

from __future__ import annotations

import asyncio
import platform
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llm_names import EXTRACTIVE
from folioscope.backends.parsers.port import Limits
from folioscope.backends.registry import load
from folioscope.doors.answerer import told
from folioscope.doors.lock import find_holder
from folioscope.errors import FolioscopeError
from folioscope.migrations.apply import current, newest
from folioscope.migrations.extension import versions
from folioscope.platform.database.engine import (
    Database,
    driver_address,
    parse_url,
    without_secrets,
)
from folioscope.platform.runs.engine import has_workers
from folioscope.platform.runs.repository import count_waiting
from folioscope.settings.values import Settings
from folioscope.wiring.choices import (
    OFF,
    model_shelf,
    open_model,
    recognition_of,
    reranker_of,
)
from folioscope.wiring.detection import unused_keys
from folioscope.wiring.language_models import language_models_of

SAFE_SQLITE = (3, 51, 3)
LEAST_FREE_GB = 1.0
WAITING_SECONDS = 10.0

State = Literal["ok", "warning", "failed"]
Look = Callable[[Settings], Awaitable[tuple[State, str]]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    told: str

    def as_json(self) -> dict[str, str]:
        """The same for programs."""
        return asdict(self)


async def check_all(settings: Settings) -> list[Check]:
    """Look at everything; a check that fails does not keep the others from being made."""
    looked: dict[str, Look] = {
        "python": _python,
        "data folder": _folder,
        "server": _holder,
        "database": _database,
        "sqlite": _sqlite,
        "files": _files,
        "workers": _workers,
        "embedding model": _model,
        "reranker": _reranker,
        "text recognition": _recognition,
        "language model": _language_model,
    }
    return [Check(name, *await _guarded(look, settings)) for name, look in looked.items()]


async def _guarded(look: Look, settings: Settings) -> tuple[State, str]:
    try:
        return await look(settings)
    except FolioscopeError as error:
        return "failed", error.message


async def _python(_settings: Settings) -> tuple[State, str]:
    return "ok", f"{platform.python_version()} on {platform.machine()}"


async def _folder(settings: Settings) -> tuple[State, str]:
    return _room(settings.data_dir)


async def _files(settings: Settings) -> tuple[State, str]:
    if settings.files_dir is not None:
        return _room(settings.files_dir)
    in_folder = parse_url(settings.database_address).get_backend_name() == "sqlite"
    return "ok", "in the data folder" if in_folder else "in the database"


def _room(folder: Path) -> tuple[State, str]:
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        # Rights alone do not tell: a mount may be read-only, or of a system without files.
        with TemporaryFile(dir=place):
            pass
    except OSError as error:
        return "failed", f"{place} cannot be written to: {error.strerror}"
    free = shutil.disk_usage(place).free / 1e9
    state: State = "ok" if free >= LEAST_FREE_GB else "warning"
    return state, f"{folder}, {free:.1f} GB free on its disk"


async def _holder(settings: Settings) -> tuple[State, str]:
    holder = find_holder(settings.data_dir)
    told = f"at {holder.url} (process {holder.pid})" if holder else "none runs on this data folder"
    return "ok", told


async def _database(settings: Settings) -> tuple[State, str]:
    url = parse_url(settings.database_address)
    place = without_secrets(url)
    if url.get_backend_name() == "sqlite" and not _exists(url.database):
        return "ok", f"{place}, made when first used"
    async with _opened(settings) as database:
        found = await _asked(database, current)
        server = "" if database.is_sqlite else f"{await _asked(database, versions)}, "
    if found == newest():
        return "ok", f"{place}, {server}schema {found}"
    return "warning", f"{place}, {server}schema {found or 'missing'}: run folioscope db upgrade"


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    database = Database(parse_url(settings.database_address))
    try:
        await database.check()
        yield database
    finally:
        await database.aclose()


async def _asked(database: Database, ask: Callable[..., str | None]) -> str | None:
    found: list[str | None] = []
    await database.run_on_connection(lambda connection: found.append(ask(connection)))
    return found[0]


async def _workers(settings: Settings) -> tuple[State, str]:
    url = parse_url(settings.database_address)
    if url.get_backend_name() == "sqlite":
        return "ok", "with SQLite the one process that is open executes runs"
    try:
        async with _opened(settings) as database:
            if await _asked(database, current) != newest():
                return "warning", "unknown as long as the schema is another one"
            return await _executing(database, driver_address(url))
    except FolioscopeError:
        return "warning", "unknown without the database"


async def _executing(database: Database, address: str) -> tuple[State, str]:
    deliveries = load("deliveries", "procrastinate")(address, hints=False)
    if await has_workers(database, deliveries):
        return "ok", "some process executes runs at present"
    waiting = await count_waiting(database, WAITING_SECONDS)
    if waiting:
        told = f"none, while runs wait: {waiting}. Start “folioscope serve” or “folioscope worker”"
        return "warning", told
    return "ok", "none at present: a server executes runs itself, unless --workers-elsewhere"


def _exists(path: str | None) -> bool:
    return path is not None and Path(path).exists()


async def _sqlite(settings: Settings) -> tuple[State, str]:
    if parse_url(settings.database_address).get_backend_name() != "sqlite":
        return "ok", "not used"
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return "ok", sqlite3.sqlite_version
    told = (
        f"{sqlite3.sqlite_version}: before 3.51.3 a rare bug may damage a database that two "
        "connections write; Folioscope writes with one"
    )
    return "warning", told


async def _model(settings: Settings) -> tuple[State, str]:
    name = await asyncio.to_thread(model_shelf(settings).full_name, settings.embedding_model)
    model = await asyncio.to_thread(open_model, settings, name)
    return "ok", f"{model.name}, {model.dimensions} dimensions"


async def _reranker(settings: Settings) -> tuple[State, str]:
    if settings.rerank == OFF:
        return "ok", "off: late interaction where a search asks for it; FOLIOSCOPE_RERANK names one"
    reranker = reranker_of(settings, _embeddings(settings))
    languages = await asyncio.to_thread(lambda: reranker.languages)
    return "ok", f"{reranker.name}, for {', '.join(sorted(languages or ())) or 'many languages'}"


async def _recognition(settings: Settings) -> tuple[State, str]:
    recognition = recognition_of(settings)
    if recognition is None:
        return "ok", "off; FOLIOSCOPE_OCR=auto reads scanned pages"
    await asyncio.to_thread(load("parsers", "sandbox"), Limits(), recognition)
    return "ok", f"Tesseract, {recognition.languages}"


async def _language_model(settings: Settings) -> tuple[State, str]:
    state = await language_models_of(settings, _embeddings(settings)).look()
    found = told(state)
    if keys := unused_keys(settings):
        found = f"{found}. Not used: {', '.join(keys)}"
    if state.provider == EXTRACTIVE:
        found = f"{found}. LLM_PROVIDER chooses a model"
    if not state.is_ready:
        return "failed", f"{found}. {state.reason}"
    return "ok", f"{found} ({state.source})" if state.source else found


def _embeddings(settings: Settings) -> EmbeddingModels:
    return EmbeddingModels(partial(open_model, settings), model_shelf(settings).full_name)
