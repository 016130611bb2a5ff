"""The fault suite: start, act, fault, restart, settle, check; always on real processes.

Every case of the contract of runs is here but two groups. Index files that are truncated, flipped,
of another dimension or missing cannot be: indexes are in memory only and built from rows (decision
0004). Language models behind a command line are not, because there are none yet.

``FAULTS_SOURCE`` names another copy of the program's source to be tested, ``FAULTS_SECONDS`` the
length of the cases that just go on for a while.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import uuid
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path

import pytest

from tests.databases import Engine, PostgresEngine
from tests.faults.processes import SOURCE
from tests.faults.rows import Rows
from tests.faults.wire import Connection
from tests.faults.world import World, place_for
from tests.running_program import COMMAND, ROOT
from tests.scripted_openai_server import ScriptedServer
from tests.scripted_openai_server import serve as serve_model

MakeWorld = Callable[..., World]
CLAIMS = os.environ.get("FAULTS_CLAIMS")
RESULTS = os.environ.get("FAULTS_RESULTS")
LONGEST = (
    "thousands_of_messages",
    "claim_every_run_once",
    "five_hundred_times",
    "locked",
    "silence",
)
"""Begun first, so that sessions side by side end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first."""
    if CLAIMS is not None:
        items.sort(key=lambda item: not any(name in item.name for name in LONGEST))


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Beside other sessions with the same claims, do only what none of them has begun."""
    if CLAIMS is None:
        return None
    name = hashlib.sha256(item.nodeid.encode()).hexdigest()
    try:
        (Path(CLAIMS) / name).touch(exist_ok=False)
    except FileExistsError:
        # What the one before it left standing, this one would have torn down.
        item.session._setupstate.teardown_exact(nextitem)
        return True
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what was left undone, and what the processes said."""
    report = yield
    world = getattr(item, "funcargs", {}).get("world")
    if report.failed and report.when == "call" and isinstance(world, World):
        report.sections.append(("the world", world.described()))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep how each case went, for the table at the end."""
    if RESULTS is None or (report.when != "call" and report.passed):
        return
    line = {"case": report.nodeid, "outcome": report.outcome, "seconds": report.duration}
    line["when"] = report.when
    line["told"] = _told(report) if report.failed else ""
    with Path(RESULTS).open("a") as results:
        results.write(json.dumps(line) + "\n")


def _told(report: pytest.TestReport) -> str:
    described = [text for name, text in report.sections if name == "the world"]
    return "\n".join([str(report.longrepr)[-6000:], *described])


@pytest.fixture(scope="session")
def template(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that the program under test has brought up to date by itself."""
    folder = tmp_path_factory.mktemp("template")
    if isinstance(engine, PostgresEngine):
        engine._administer("CREATE DATABASE faults_template")
        url = engine._address("faults_template")
    else:
        url = f"sqlite:///{folder / 'template.db'}"
    upgrade(url, folder)
    return url


def upgrade(url: str, folder: Path) -> None:
    """Bring a database up to date with the program under test."""
    environment = {
        **os.environ,
        "FOLIOSCOPE_DATABASE_URL": url,
        "FOLIOSCOPE_DATA_DIR": str(folder / "data"),
        "PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}",
    }
    subprocess.run(
        [*COMMAND, "db", "upgrade"], env=environment, cwd=folder, check=True, capture_output=True
    )


@pytest.fixture
def new_database(
    request: pytest.FixtureRequest, engine: Engine, tmp_path: Path
) -> Iterator[Callable[[bool], str]]:
    """Makes a database and answers its address: an empty one, or one that is up to date."""
    made: list[str] = []

    def make(empty: bool = False) -> str:
        name = f"faults_{uuid.uuid4().hex[:12]}"
        template = None if empty else str(request.getfixturevalue("template"))
        if isinstance(engine, PostgresEngine):
            made.append(name)
            copied = "" if empty else " TEMPLATE faults_template"
            engine._administer(f"CREATE DATABASE {name}{copied}")
            return engine._address(name)
        if template is not None:
            shutil.copy(template.removeprefix("sqlite:///"), tmp_path / f"{name}.db")
        return f"sqlite:///{tmp_path / name}.db"

    yield make
    for name in made:
        engine.drop(name, tmp_path)


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """The address of a fresh database that the program under test has made."""
    return new_database()


@pytest.fixture
def model() -> Iterator[ScriptedServer]:
    """The language model of a case."""
    with serve_model() as model:
        yield model


@pytest.fixture
async def make_world(
    tmp_path: Path, model: ScriptedServer, database_url: str
) -> AsyncIterator[MakeWorld]:
    """Makes the world of a case, on the database of the case or on another one."""
    worlds: list[World] = []

    def make(url: str | None = None, *, folder: Path | None = None, **settings: str) -> World:
        folder = folder or tmp_path / f"world{len(worlds)}"
        (folder / "temporary").mkdir(parents=True)
        url = url or database_url
        world = World(place_for(folder / "data", url, model, **settings), model, Rows(url))
        worlds.append(world)
        return world

    yield make
    await Connection.vanish_all()
    for world in worlds:
        await world.close()


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """The world of a case that wants nothing special."""
    return make_world()
