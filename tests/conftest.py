"""What every test stands on: a migrated database of either engine, and an opened program."""

from __future__ import annotations

import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from folioscope.backends.registry import BACKENDS
from folioscope.features.accounts.repository import ensure_local_user
from folioscope.platform.api import tarpit
from folioscope.platform.database.engine import Database, parse_url
from folioscope.settings.values import Settings
from tests.composed_statements import share_composed_statements
from tests.databases import Engine, PostgresEngine, SqliteEngine
from tests.opened_program import Program, open_program
from tests.scripted_llm import ScriptedModel
from tests.scripted_program import EMBEDDINGS, MODELS
from tests.signed_in import Accounts, open_accounts

hypothesis.settings.register_profile(
    "suite",
    deadline=None,  # a machine that does much else stands still now and then
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite")


def pytest_configure() -> None:
    """Let Ctrl-C reach what the tests start: a shell keeps it from its background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    share_composed_statements()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database is worth running again."""
    on_postgres = config.getoption("--database") == "postgres"
    chosen: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        touches = "database_url" in getattr(item, "fixturenames", ())
        is_only = item.get_closest_marker("postgres_only") is not None
        (chosen if (touches if on_postgres else not is_only) else others).append(item)
    items[:] = chosen
    config.hook.pytest_deselected(items=others)


@pytest.fixture(scope="session")
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database engine with a migrated template to copy from."""
    if request.config.getoption("--database") == "sqlite":
        opened: SqliteEngine | PostgresEngine = SqliteEngine(tmp_path_factory.mktemp("engine"))
    else:
        opened = PostgresEngine(durable=request.config.getoption("markexpr") == "faults")
    with opened as started:
        yield started


@pytest.fixture
def database_url(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield engine.create(name, tmp_path)
    engine.drop(name, tmp_path)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database with the person at the machine in it."""
    database = Database(parse_url(database_url))
    async with database.write() as session:
        await ensure_local_user(session)
    yield database
    await database.aclose()


@pytest.fixture(autouse=True)
def refusals_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever a test has refused again and again need not wait for it."""
    monkeypatch.setattr(tarpit, "LONGEST", 0.0)


@pytest.fixture
def shared_data() -> Path:
    """Real data beside the checkout, where there is some."""
    folder = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
    if not folder.exists():
        pytest.skip("the shared data is not here")
    return folder.resolve()


@pytest.fixture
def scripted_model() -> ScriptedModel:
    """What answers in a program of the fixtures below that is set to a language model."""
    return ScriptedModel()


@pytest.fixture
def settings(
    database_url: str,
    tmp_path: Path,
    scripted_model: ScriptedModel,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Settings]:
    """Settings of a program on a fresh database, whose models are scripted ones."""
    monkeypatch.setitem(BACKENDS, "embeddings", EMBEDDINGS)
    monkeypatch.setitem(BACKENDS, "llms", {"openai": "tests.scripted_program:open_scripted"})
    address = f"scripted://{tmp_path}"
    MODELS[address] = scripted_model
    folders: dict[str, Any] = {"data_dir": tmp_path / "data", "database_url": database_url}
    yield Settings(_env_file=None, **folders, OPENAI_BASE_URL=address)
    del MODELS[address]


@pytest.fixture
async def program(settings: Settings) -> AsyncIterator[Program]:
    """The program without a language model, served, and a client of it."""
    async with open_program(settings) as opened:
        yield opened


@pytest.fixture
async def talking_program(settings: Settings) -> AsyncIterator[Program]:
    """The program whose language model is ``scripted_model``."""
    async with open_program(settings.model_copy(update={"llm_provider": "openai"})) as opened:
        yield opened


@pytest.fixture
async def accounts(settings: Settings) -> AsyncIterator[Accounts]:
    """The program with accounts, and clients of users who have logged in."""
    async with open_accounts(settings) as opened:
        yield opened
