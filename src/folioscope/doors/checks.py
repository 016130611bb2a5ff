"""What ``folioscope doctor`` looks at."""

from __future__ import annotations

import asyncio
import platform
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llm_names import EXTRACTIVE
from folioscope.backends.parsers.port import Limits
from folioscope.backends.registry import load
from folioscope.doors import place_checks, setting_checks
from folioscope.doors.answerer import told
from folioscope.doors.finding import Check, Finding, broken, doubtful, well
from folioscope.doors.first_account import MAKE_ONE, NONE_YET, lacks_accounts
from folioscope.doors.lock import find_holder
from folioscope.doors.place_checks import existing, is_sqlite
from folioscope.errors import FolioscopeError
from folioscope.migrations.apply import OLDER, SchemaTooNew, current, newest, steps_after
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
MENDS = {
    "server": "End the other process, or use another data folder: FOLIOSCOPE_DATA_DIR.",
    "database": "Start the database, or correct FOLIOSCOPE_DATABASE_URL; folioscope db upgrade.",
    "embedding model": "folioscope models pull NAME, or set FOLIOSCOPE_EMBEDDING_MODEL to another.",
    "reranker": "folioscope models pull NAME, or FOLIOSCOPE_RERANK=off.",
    "text recognition": "Install Tesseract's languages, or FOLIOSCOPE_OCR=off (docs/howto/ocr.md).",
    "language model": "Set what is missing, or LLM_PROVIDER=extractive (connect-a-model.md).",
}
"""What to do about what failed with a message of its own."""

SEE_DATABASE = "See “database”."

Look = Callable[[Settings], Awaitable[Finding]]

OF_THE_MACHINE: Mapping[str, Look] = {
    "clock": place_checks.clock,
    "disk": place_checks.disk,
    "copies": place_checks.copies,
    "accounts": setting_checks.accounts,
    "address": setting_checks.address,
    "proxies": setting_checks.proxies,
    "extras": setting_checks.extras,
    "logs": setting_checks.privacy,
}
"""What a server looks at too while it serves: it loads nothing and connects to nobody."""


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
        "people": _people,
        **OF_THE_MACHINE,
    }
    return [await _checked(name, look, settings) for name, look in looked.items()]


async def check_served(settings: Settings) -> list[Check]:
    """Look at what can be looked at from a server that works."""
    looked = {"data folder": _folder, "sqlite": _sqlite, "files": _files, **OF_THE_MACHINE}
    return [await _checked(name, look, settings) for name, look in looked.items()]


async def _checked(name: str, look: Look, settings: Settings) -> Check:
    try:
        found = await look(settings)
    except FolioscopeError as error:
        found = broken(error.message, MENDS.get(name, ""))
    return Check(name, found.state, found.told, found.mend)


async def _python(_settings: Settings) -> Finding:
    return well(f"{platform.python_version()} on {platform.machine()}")


async def _folder(settings: Settings) -> Finding:
    return _room(settings.data_dir)


async def _files(settings: Settings) -> Finding:
    if settings.files_dir is not None:
        return _room(settings.files_dir)
    return well("in the data folder" if is_sqlite(settings) else "in the database")


def _room(folder: Path) -> Finding:
    place = existing(folder)
    try:
        # Rights alone do not tell: a mount may be read-only, or of a system without files.
        with TemporaryFile(dir=place):
            pass
    except OSError as error:
        mend = f"Let this user write there (chown, mount), or choose another folder for {folder}."
        return broken(f"{place} cannot be written to: {error.strerror}", mend)
    free = shutil.disk_usage(place).free / 1e9
    told = f"{folder}, {free:.1f} GB free on its disk"
    if free < LEAST_FREE_GB:
        return doubtful(told, "Make room: documents, copies and indexes need some.")
    return well(told)


async def _holder(settings: Settings) -> Finding:
    holder = find_holder(settings.data_dir)
    told = f"at {holder.url} (process {holder.pid})" if holder else "none runs on this data folder"
    return well(told)


async def _database(settings: Settings) -> Finding:
    url = parse_url(settings.database_address)
    place = without_secrets(url)
    if url.get_backend_name() == "sqlite" and not _exists(url.database):
        return well(f"{place}, made when first used")
    async with _opened(settings) as database:
        found = await _asked(database, current)
        server = "" if database.is_sqlite else f"{await _asked(database, versions)}, "
    if found == newest():
        return well(f"{place}, {server}schema {found}")
    told = f"{place}, {server}schema {found or 'missing'}, where {newest()} is wanted"
    try:
        steps_after(found)
    except SchemaTooNew:
        return broken(f"{told}: a newer Folioscope wrote it", OLDER)
    return doubtful(told, "folioscope db upgrade")


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


async def _workers(settings: Settings) -> Finding:
    url = parse_url(settings.database_address)
    if url.get_backend_name() == "sqlite":
        return well("with SQLite the one process that is open executes runs")
    try:
        async with _opened(settings) as database:
            if await _asked(database, current) != newest():
                return doubtful("unknown as long as the schema is another one", SEE_DATABASE)
            return await _executing(database, driver_address(url))
    except FolioscopeError:
        return doubtful("unknown without the database", MENDS["database"])


async def _executing(database: Database, address: str) -> Finding:
    deliveries = load("deliveries", "procrastinate")(address, hints=False)
    if await has_workers(database, deliveries):
        return well("some process executes runs at present")
    waiting = await count_waiting(database, WAITING_SECONDS)
    if waiting:
        mend = "Start “folioscope serve” or “folioscope worker”."
        return doubtful(f"none, while runs wait: {waiting}", mend)
    return well("none at present: a server executes runs itself, unless --workers-elsewhere")


async def _people(settings: Settings) -> Finding:
    url = parse_url(settings.database_address)
    if url.get_backend_name() == "sqlite" and not _exists(url.database):
        is_lacking = settings.auth == "password"
    else:
        try:
            async with _opened(settings) as database:
                if await _asked(database, current) != newest():
                    return doubtful("unknown as long as the schema is another one", SEE_DATABASE)
                is_lacking = await lacks_accounts(settings, database)
        except FolioscopeError:
            return doubtful("unknown without the database", MENDS["database"])
    return doubtful(NONE_YET, MAKE_ONE) if is_lacking else well("somebody can come in")


def _exists(path: str | None) -> bool:
    return path is not None and Path(path).exists()


async def _sqlite(settings: Settings) -> Finding:
    if parse_url(settings.database_address).get_backend_name() != "sqlite":
        return well("not used")
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return well(sqlite3.sqlite_version)
    told = (
        f"{sqlite3.sqlite_version}: before 3.51.3 a rare bug may damage a database that two "
        "connections write; Folioscope writes with one"
    )
    return doubtful(told, "Use a Python with SQLite 3.51.3 or newer, or PostgreSQL.")


async def _model(settings: Settings) -> Finding:
    name = await asyncio.to_thread(model_shelf(settings).full_name, settings.embedding_model)
    model = await asyncio.to_thread(open_model, settings, name)
    return well(f"{model.name}, {model.dimensions} dimensions")


async def _reranker(settings: Settings) -> Finding:
    if settings.rerank == OFF:
        return well("off: late interaction where a search asks for it; FOLIOSCOPE_RERANK names one")
    reranker = reranker_of(settings, _embeddings(settings))
    languages = await asyncio.to_thread(lambda: reranker.languages)
    return well(f"{reranker.name}, for {', '.join(sorted(languages or ())) or 'many languages'}")


async def _recognition(settings: Settings) -> Finding:
    recognition = recognition_of(settings)
    if recognition is None:
        return well("off; FOLIOSCOPE_OCR=auto reads scanned pages")
    await asyncio.to_thread(load("parsers", "sandbox"), Limits(), recognition)
    return well(f"Tesseract, {recognition.languages}")


async def _language_model(settings: Settings) -> Finding:
    state = await language_models_of(settings, _embeddings(settings)).look()
    found = told(state)
    if keys := unused_keys(settings):
        found = f"{found}. Not used: {', '.join(keys)}"
    if state.provider == EXTRACTIVE:
        found = f"{found}. LLM_PROVIDER chooses a model"
    if not state.is_ready:
        return broken(f"{found}. {state.reason}", MENDS["language model"])
    return well(f"{found} ({state.source})" if state.source else found)


def _embeddings(settings: Settings) -> EmbeddingModels:
    return EmbeddingModels(partial(open_model, settings), model_shelf(settings).full_name)
