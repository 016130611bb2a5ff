"""The Gemini CLI as a model: how it is run, how its events are read, what may go wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from folioscope.backends.llms.command_events import CommandPatience
from folioscope.backends.llms.command_failures import (
    CommandActed,
    CommandFailed,
    CommandOutdated,
    LoginNeeded,
)
from folioscope.backends.llms.gemini_cli import open_gemini_cli, why_not_ready
from folioscope.backends.llms.port import Delta, MalformedStream, RateLimited, Usage
from folioscope.errors import BackendFailed
from tests.backends.llms.fake_program import asking, fake_program, reported

PATIENT = CommandPatience(60.0, 30.0, whole=90.0, after_end=30.0, glance=0.1)
STARTED = "say(type='init', session_id='s', model='m')\n"
ECHO = "say(type='message', role='user', content='not to be shown')\n"
MESSAGE = (
    "say(type='message', role='assistant', content='Bon', delta=True)\n"
    "say(type='message', role='assistant', content='jour.', delta=True)\n"
)
COMPLETED = "say(type='result', status='success', stats=dict(input_tokens=9, output_tokens=3))\n"
ANSWER = STARTED + "report()\n" + ECHO + MESSAGE + COMPLETED
SETTINGS_SEEN = (
    "settings = open(os.environ['GEMINI_CLI_SYSTEM_SETTINGS_PATH']).read()\n"
    "report(settings=settings, fence=os.listdir('..'))\n"
)


async def answer(folder: Path, code: str, model: str = "", api_key: str = "") -> list[Delta]:
    opened = open_gemini_cli(fake_program(folder, code), model, api_key, PATIENT)
    return [delta async for delta in opened.stream(asking("Who is a@b.example?"))]


async def test_pieces_are_passed_on_as_they_come(tmp_path: Path) -> None:
    deltas = await answer(tmp_path, ANSWER)
    assert deltas == [Delta("Bon"), Delta("jour."), Delta(usage=Usage(9, 3))]


async def test_t17_no_file_is_put_in_for_an_address_in_the_question(tmp_path: Path) -> None:
    await answer(tmp_path, ANSWER)
    stdin = str(reported(tmp_path)["stdin"])
    assert "@" not in stdin
    turns = json.loads(stdin.split("\n\n")[1])
    assert turns[1]["content"] == "Who is a@b.example?"
    assert not stdin.startswith(("/", "?", "!"))


async def test_it_is_run_without_tools_servers_or_memory(tmp_path: Path) -> None:
    await answer(tmp_path, SETTINGS_SEEN + MESSAGE + COMPLETED, model="gemini-3-pro")
    seen = reported(tmp_path)
    assert seen["argv"] == [
        "--output-format=stream-json",
        "--approval-mode=default",
        "--extensions=folioscope-nothing",
        "--model=gemini-3-pro",
    ]
    settings = json.loads(str(seen["settings"]))
    assert settings["tools"]["core"] == settings["mcp"]["allowed"] == ["folioscope-nothing"]
    assert settings["context"]["fileName"] == "folioscope-nothing"
    assert "auth" not in settings["security"]


async def test_t17_it_finds_no_settings_above_its_empty_folder(tmp_path: Path) -> None:
    await answer(tmp_path, SETTINGS_SEEN + MESSAGE + COMPLETED)
    seen = reported(tmp_path)
    assert seen["files"] == []
    fence = seen["fence"]
    assert isinstance(fence, list)
    assert sorted(fence) == [".env", "empty", "settings.json"]
    assert not Path(str(seen["cwd"])).parent.exists()


async def test_a_key_is_used_instead_of_a_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "of somebody else")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "SECRET")
    await answer(tmp_path, SETTINGS_SEEN + MESSAGE + COMPLETED, api_key="its own")
    seen = reported(tmp_path)
    assert '"selectedType": "gemini-api-key"' in str(seen["settings"])
    environment = seen["env"]
    assert isinstance(environment, dict)
    assert environment["GEMINI_API_KEY"] == "its own"
    assert "SECRET" not in environment.values()
    assert "its own" not in json.dumps(seen["argv"])


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("print('Opening authentication page in your browser. SECRET [Y/n]', flush=True)\n"
         "time.sleep(60)", LoginNeeded),
        ("sys.exit('Please set an Auth method in SECRET')", LoginNeeded),
        ("sys.exit('Unknown argument: extensions SECRET')", CommandOutdated),
        ("sys.exit('Invalid values: Argument: output-format')", CommandOutdated),
        ("say(type='result', status='error', error=dict(message='quota SECRET'))", RateLimited),
        ("say(type='result', status='error')", CommandFailed),
        ("say(type='error', severity='error', message='SECRET'); sys.exit(1)", CommandFailed),
        ("say(type='tool_use', tool_name='read_file', parameters={})", CommandActed),
        ("print('A text that is no event.')", CommandFailed),
        (MESSAGE, MalformedStream),
        (ECHO + COMPLETED, MalformedStream),
    ],
)  # fmt: skip
async def test_what_goes_wrong_is_named(
    tmp_path: Path, code: str, kind: type[BackendFailed]
) -> None:
    with pytest.raises(kind) as caught:
        await answer(tmp_path, code)
    assert caught.value.message.startswith("Gemini CLI ")
    assert "SECRET" not in caught.value.message


def test_readiness_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_CLI_HOME", str(tmp_path))
    program = fake_program(tmp_path, "")
    assert "is not on PATH" in why_not_ready("gemini-of-nobody")
    assert "not logged in" in why_not_ready(program)
    assert why_not_ready(program, api_key="a key") == ""
    (tmp_path / ".gemini").mkdir()
    (tmp_path / ".gemini" / "settings.json").write_text('{"selectedType": "oauth-personal"}')
    assert why_not_ready(program) == ""
    (tmp_path / ".gemini" / "settings.json").unlink()
    (tmp_path / ".gemini" / "oauth_creds.json").touch()
    assert why_not_ready(program) == ""
