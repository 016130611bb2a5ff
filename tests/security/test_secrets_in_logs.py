"""T18, T19: nothing secret and nothing that people wrote is in logs; nobody can forge a line."""

from __future__ import annotations

import io
import json
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from folioscope.backends.registry import BACKENDS
from folioscope.doors.checks import check_all
from folioscope.errors import FolioscopeError
from folioscope.settings.values import Settings
from folioscope.telemetry.logs import Logging
from folioscope.telemetry.redaction import MASK
from folioscope.wiring.observing import logging_of
from folioscope.wiring.opening import open_folioscope
from tests.opened_program import Program
from tests.scripted_openai_server import Script, ScriptedServer
from tests.scripted_openai_server import serve as serve_model
from tests.security.canaries import MARK, Answers, Planted
from tests.signed_in import Accounts, open_accounts
from tests.telemetry.logged import logging_to

OPENAI = "folioscope.backends.llms.openai:OpenAIChat"
EVIL = 'x"}\r\n{"level":"error","message":"forged"}\x1b[2J\x85\u2028y'
REFUSALS = (400, 401, 402, 403, 404, 413, 422, 429, 500, 503)
FAULTS = ("bad_json", "cut", "odd_shapes", "no_end")


@contextmanager
def logged(told: Logging) -> Iterator[io.StringIO]:
    """The log of this process at its most talkative."""
    stream = io.StringIO()
    with logging_to(stream, told):
        yield stream


def at_its_most(told: Logging, *, content: bool = False) -> Logging:
    return Logging("debug", "json", content=content, redaction=told.redaction)


@pytest.fixture
def canaries() -> Planted:
    return Planted()


@pytest.fixture
def model(canaries: Planted) -> Iterator[ScriptedServer]:
    error = {"message": canaries.provider_error, "type": canaries.provider_error}
    with serve_model(Script(error=error)) as served:
        yield served


@pytest.fixture
def exposed(
    settings: Settings, canaries: Planted, model: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings with all secrets set, and a real client of a model's server."""
    monkeypatch.setitem(BACKENDS, "llms", {"openai": OPENAI})
    return Settings(
        _env_file=None,
        **settings.model_dump(include={"data_dir", "database_url"}),
        auth="password",
        llm_provider="openai",
        OPENAI_BASE_URL=model.url,
        OPENAI_API_KEY=canaries.openai_key,
        HF_TOKEN=canaries.hf_token,
        CIVIWEB_API_KEY=canaries.board_key,
        secret_key=canaries.secret_key,
        metrics_token=canaries.metrics_token,
    )


async def test_t18_no_canary_is_found_in_logs_events_or_answers(
    exposed: Settings,
    canaries: Planted,
    model: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(vars(canaries)) >= 12
    answers = Answers()
    with logged(at_its_most(logging_of(exposed))) as stream:
        async with open_accounts(exposed, secret_key=canaries.secret_key) as accounts:
            ada = await accounts.someone("ada", role="owner")
            await _be_refused(accounts, canaries, answers)
            await _take_in(ada, canaries, answers)
            runs = await _ask(ada, canaries, model, answers)
            runs.append(await _break(ada, canaries, answers, monkeypatch))
            rows = (
                "SELECT r.input, r.error, e.data FROM runs r JOIN run_events e ON e.run_id = r.id"
            )
            events = str(await ada.rows(rows))
            written = str(await ada.rows("SELECT content FROM messages"))
        told = await _lose_the_database(exposed, canaries)
    logs = stream.getvalue()
    assert len(logs.splitlines()) > 50
    assert len(runs) > 12
    assert MARK not in logs, _around(logs)
    for place, found in (("events", events), ("answers", answers.all), ("doctor", told)):
        leaked = [name for name, secret in canaries.secret.items() if secret in found]
        assert leaked == [], (place, leaked)
    # The test would see them: they are where they have to be.
    assert canaries.question in written
    assert canaries.provider_error in str(model.script.error)
    assert f"Bearer {canaries.openai_key}" in str(model.headers)


def _around(logs: str) -> list[str]:
    return [line[:1000] for line in logs.splitlines() if MARK in line][:5]


async def _be_refused(accounts: Accounts, canaries: Planted, answers: Answers) -> None:
    """Show every credential to every door that refuses it."""
    nobody = await accounts.with_token(None)
    for token in (canaries.jwt, canaries.api_key, canaries.metrics_token, canaries.secret_key):
        shown: list[dict[str, str]] = [
            {"Authorization": f"Bearer {token}"},
            {"Authorization": f"Basic {token}"},
            {"Cookie": f"folioscope_access={token}"},
            {"X-Api-Key": token},
        ]
        for headers in shown:
            answers.take(await nobody.client.get("/api/kbs", headers=headers))
        answers.take(await nobody.client.get(f"/api/public/{token}"))
        answers.take(await nobody.client.get("/api/kbs", params={"token": token}))
    login = {"email": "ada@example.org", "password": canaries.login_password}
    for body in (login, {**login, "email": canaries.login_password}, {"password": [login]}):
        answers.take(await nobody.client.post("/api/auth/login", json=body))


async def _take_in(ada: Program, canaries: Planted, answers: Answers) -> None:
    """Files that can be read, cannot be, and are of no kind."""
    await ada.post("/api/kbs", 201, {"name": "cvs"})
    content = f"Ada ran Kubernetes and {canaries.upload} for years.".encode()
    for ending in ("txt", "pdf", "docx", "json", "jsonl", "xyz", "png"):
        files = [("files", (f"{canaries.file_name}.{ending}", content))]
        response = await ada.client.post("/api/kbs/cvs/documents", files=files)
        if response.status_code == 202 and (run_id := response.json()["run_id"]):
            await ada.outcome(run_id)
    for body in (f'{{"{canaries.question}', f'["{canaries.question}"]', f'{{"query": "{EVIL}"}}'):
        headers = {"Content-Type": "application/json"}
        await ada.client.post("/api/search", content=body.encode(), headers=headers)
    await ada.post("/api/search", 200, {"kb": "cvs", "query": canaries.question})


async def _ask(
    ada: Program, canaries: Planted, model: ScriptedServer, answers: Answers
) -> list[str]:
    """A question that is answered, and one for each way in which a model fails."""
    directions = [
        "",
        *(f"{{{{status={status} retry=3600}}}}" for status in REFUSALS),
        *(f"{{{{fault={fault}}}}}" for fault in FAULTS),
    ]
    runs = []
    for directed in directions:
        question = f"Who ran Kubernetes, {canaries.question}? {directed}"
        _, run_id = await ada.question(question, kbs=["cvs"])
        await ada.events(run_id)
        found = await ada.client.get(f"/api/runs/{run_id}")
        answers.take(found)
        runs.append(run_id)
    return runs


async def _break(
    ada: Program, canaries: Planted, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> str:
    """What nobody has foreseen: in a run, and in a request."""

    def breaking(*_given: object) -> None:
        raise ValueError(f"could not convert {canaries.unforeseen}, {canaries.question}")

    with monkeypatch.context() as patch:
        patch.setattr("folioscope.features.chat.answer.read_asked", breaking)
        _, run_id = await ada.question(f"Who, {canaries.question}?", kbs=["cvs"])
        await ada.events(run_id)
        answers.take(await ada.client.get(f"/api/runs/{run_id}"))
        patch.setattr("folioscope.features.search.routes.search", breaking)
        body = {"kb": "cvs", "query": canaries.question}
        response = await ada.client.post("/api/search", json=body)
        assert response.status_code == 500
        answers.take(response)
    return run_id


async def _lose_the_database(exposed: Settings, canaries: Planted) -> str:
    """What is told of a database that is not there, whose address has a password."""
    address = f"postgresql://folioscope:{canaries.database_password}@127.0.0.1:1/none"
    away = exposed.model_copy(update={"database_url": address})
    told = str([check.as_json() for check in await check_all(away)])
    with pytest.raises(FolioscopeError) as raised:
        async with open_folioscope(away):
            pass
    logging.getLogger("folioscope.x").error("it failed", exc_info=raised.value)
    logging.getLogger("folioscope.x").error("it failed: %s", raised.value.message)
    return told + raised.value.message


async def test_t18_where_content_is_wanted_texts_are_logged_and_secrets_are_not(
    exposed: Settings, canaries: Planted, model: ScriptedServer
) -> None:
    talkative = at_its_most(logging_of(exposed), content=True)
    with logged(talkative) as stream:
        async with open_accounts(exposed, secret_key=canaries.secret_key) as accounts:
            ada = await accounts.someone("ada")
            said = f"Who knows {canaries.question}, and is {canaries.openai_key} a key?"
            _, run_id = await ada.question(said)
            await ada.outcome(run_id)
    assert canaries.question in stream.getvalue()
    assert canaries.openai_key not in stream.getvalue()
    assert MASK in stream.getvalue()


async def test_t19_names_with_line_breaks_and_escapes_forge_no_line(
    settings: Settings, tmp_path: Path
) -> None:
    for number, name in enumerate(("plain", EVIL)):
        chosen = settings.model_copy(update={"data_dir": tmp_path / str(number)})
        with logged(Logging("debug", "json", content=True)) as stream:
            async with open_accounts(chosen) as accounts:
                answered = await _call_things(accounts, name, number)
        lines = stream.getvalue().split("\n")
        assert lines.pop() == ""
        for line in lines:
            assert line.splitlines() == [line]
            assert line.isprintable()
            assert json.loads(line)["message"] != "forged"
        told = Counter(json.loads(line)["logger"] for line in lines)
        assert told["folioscope.access"] == answered > 5
        assert (told["folioscope.content"], told["folioscope.named"]) == (1, 3)


async def _call_things(accounts: Accounts, name: str, number: int) -> int:
    """Put a name wherever one can be put; how many requests came as far as the log."""
    answered: list[str] = []

    async def note(response: httpx2.Response) -> None:
        answered.extend(response.headers.get_list("x-request-id"))

    ada = await accounts.someone(f"ada{number}")
    ada.client.event_hooks = {"response": [note]}
    async with ada.database.write() as session:
        renamed = text("UPDATE users SET name = :name WHERE id = :id")
        await session.execute(renamed, {"name": name, "id": ada.user_id})
    kb = (await ada.post("/api/kbs", 201, {"name": f"cvs{number}"}))["kb_id"]
    files = [("files", (f"{name}.txt", b"Ada ran Kubernetes in production for years."))]
    accepted = await ada.client.post(f"/api/kbs/{kb}/documents", files=files)
    if accepted.status_code == 202 and accepted.json()["run_id"]:
        await ada.outcome(accepted.json()["run_id"])
    latin = name.encode("latin-1", "replace").translate(None, b"\r\n\x00")
    for header in (b"x-request-id", b"user-agent", b"origin", b"traceparent", b"accept-language"):
        await ada.client.get("/api/kbs", headers=[(header, latin)])
    await ada.client.get("/api/kbs/" + httpx2.QueryParams({"": name}).__str__().lstrip("="))
    await ada.client.post("/api/search", json={"kb": name, "query": name})
    _, run_id = await ada.question(f"Who is {name}?", kbs=[kb])
    await ada.outcome(run_id)
    for level in (logging.INFO, logging.WARNING, logging.ERROR):
        logging.getLogger("folioscope.named").log(level, "%s cannot be read", name)
    return len(answered)
