"""The Codex CLI as a model: how it is run, how its events are read, what may go wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from folioscope.backends.llms.codex import open_codex, why_not_ready
from folioscope.backends.llms.command_events import CommandPatience
from folioscope.backends.llms.command_failures import (
    CommandActed,
    CommandFailed,
    CommandMissing,
    CommandOutdated,
    LoginNeeded,
)
from folioscope.backends.llms.command_line import CommandLineModel
from folioscope.backends.llms.port import (
    AnswerTimedOut,
    Delta,
    KeyRefused,
    MalformedStream,
    ModelUnknown,
    Prompt,
    PromptTooLong,
    RateLimited,
    Usage,
)
from folioscope.errors import BackendFailed
from tests.backends.llms.fake_program import asking, fake_program, reported
from tests.outbound.watched_processes import gone, is_running, on_linux

PATIENT = CommandPatience(60.0, 30.0, whole=90.0, after_end=30.0, glance=0.1)
HASTY = replace(PATIENT, first_text=1.0, between_events=0.3)
STARTED = "say(type='thread.started', thread_id='t'); say(type='turn.started')\n"
MESSAGE = "say(type='item.completed', item=dict(id='m1', type='agent_message', text='Hello.'))\n"
COMPLETED = "say(type='turn.completed', usage=dict(input_tokens=7, output_tokens=2))\n"
ANSWER = STARTED + "report()\n" + MESSAGE + COMPLETED


def codex(folder: Path, code: str, patience: CommandPatience = PATIENT) -> CommandLineModel:
    return open_codex(fake_program(folder, code), patience=patience)


async def answer(model: CommandLineModel, question: Prompt | None = None) -> Sequence[Delta]:
    return [delta async for delta in model.stream(question or asking("Who speaks French?"))]


async def refusal(folder: Path, code: str, patience: CommandPatience = PATIENT) -> BackendFailed:
    with pytest.raises(BackendFailed) as caught:
        await answer(codex(folder, code, patience))
    assert "SECRET" not in caught.value.message
    return caught.value


async def test_the_answer_and_its_cost_are_read_from_the_events(tmp_path: Path) -> None:
    deltas = await answer(codex(tmp_path, ANSWER))
    assert deltas == [Delta("Hello."), Delta(usage=Usage(7, 2))]


async def test_a_message_that_grows_is_streamed_and_two_stand_apart(tmp_path: Path) -> None:
    growing = (
        "for text in ('One', 'One two'):\n"
        "    say(type='item.updated', item=dict(id='m1', type='agent_message', text=text))\n"
        "say(type='item.completed', item=dict(id='r', type='reasoning', text='hm'))\n"
        "say(type='item.completed', item=dict(id='m2', type='agent_message', text='Three'))\n"
    )
    deltas = await answer(codex(tmp_path, growing + COMPLETED))
    assert [each.text for each in deltas] == ["One", " two", "\n\nThree", ""]


@pytest.mark.parametrize(
    "question",
    ["--help", "-c x=y", "$(id) `id`; id", "a\0b", "\ud800 \U0001f600", "x" * 2_000_000, "@/etc"],
    ids=["option", "setting", "shell", "nul", "surrogate", "long", "file"],
)
async def test_t17_the_question_is_on_standard_input_and_nowhere_else(
    tmp_path: Path, question: str
) -> None:
    await answer(codex(tmp_path, ANSWER), asking(question))
    seen = reported(tmp_path)
    introduction, conversation = str(seen["stdin"]).split("\n\n")
    assert "@" not in conversation
    assert json.loads(conversation) == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": question.encode(errors="replace").decode()},
    ]
    assert question not in json.dumps([seen["argv"], seen["env"]])
    assert introduction[0].isalpha()


async def test_a_schema_is_part_of_what_is_asked(tmp_path: Path) -> None:
    await answer(codex(tmp_path, ANSWER), replace(asking("?"), schema={"type": "array"}))
    assert '{"type": "array"}' in str(reported(tmp_path)["stdin"])


async def test_it_is_asked_for_text_without_tools_or_settings_of_others(tmp_path: Path) -> None:
    await answer(codex(tmp_path, ANSWER), asking("?", model="gpt-5-codex"))
    arguments = reported(tmp_path)["argv"]
    assert isinstance(arguments, list)
    assert arguments[0] == "exec"
    assert arguments[-2:] == ["--model=gpt-5-codex", "-"]
    assert {
        "--json",
        "--sandbox=read-only",
        "--skip-git-repo-check",
        "--ephemeral",
        "--ignore-user-config",
        "--config=features.shell_tool=false",
    } <= set(arguments)


@pytest.mark.parametrize("name", ["-c", "--help", "a b", "a\0", "x" * 200, "$(id)"])
async def test_t17_a_model_that_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelUnknown):
        await answer(codex(tmp_path, ANSWER), asking("?", model=name))
    assert not (tmp_path / "report.json").exists()


async def test_t17_it_works_in_an_empty_folder_that_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".env", "AGENTS.md", ".codex/config.toml"):
        planted = tmp_path / name
        planted.parent.mkdir(exist_ok=True)
        planted.write_text("OPENAI_API_KEY=SECRET")
    monkeypatch.chdir(tmp_path)
    await answer(codex(tmp_path, ANSWER))
    seen = reported(tmp_path)
    folder = Path(str(seen["cwd"]))
    assert seen["files"] == []
    assert tmp_path not in folder.parents
    assert not folder.parent.exists()


async def test_t17_only_named_variables_are_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "FOLIOSCOPE_SECRET", "LD_PRELOAD_X"):
        monkeypatch.setenv(name, "SECRET")
    monkeypatch.setenv("CODEX_HOME", str(tmp_path))
    model = open_codex(fake_program(tmp_path, ANSWER), api_key="its own", patience=PATIENT)
    await answer(model)
    environment = reported(tmp_path)["env"]
    assert isinstance(environment, dict)
    assert "SECRET" not in environment.values()
    assert environment["CODEX_API_KEY"] == "its own"
    allowed = {"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "NO_COLOR", "NO_BROWSER"}
    assert environment.keys() <= allowed | {"CODEX_HOME", "CODEX_API_KEY"}


async def test_a_program_that_is_not_there_is_told_how_to_install() -> None:
    with pytest.raises(CommandMissing, match=r"“codex-of-nobody” is not on PATH.*npm install"):
        await answer(open_codex("codex-of-nobody"))
    with pytest.raises(CommandMissing, match=r"“/none/codex” does not exist"):
        await answer(open_codex("/none/codex"))


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("print('Not logged in. SECRET', file=sys.stderr); time.sleep(60)", LoginNeeded, "login"),
        ("print('Please sign in. SECRET', flush=True); time.sleep(60)", LoginNeeded, "login"),
        ("say(type='error', message='401 Unauthorized SECRET'); time.sleep(60)", LoginNeeded, ""),
        ("print('missing api key SECRET', file=sys.stderr); sys.exit(1)", LoginNeeded, "login"),
        ("sys.exit('error: unexpected argument SECRET')", CommandOutdated, "npm install"),
        ("say(type='turn.failed', error=dict(message='usage limit SECRET'))", RateLimited, ""),
        ("say(type='turn.failed', error=dict(message='context window'))", PromptTooLong, ""),
        ("say(type='turn.failed', error=dict(message='model is not supported'))", ModelUnknown, ""),
        ("say(type='turn.failed')", CommandFailed, "gave no answer"),
        ("sys.exit('SECRET')", CommandFailed, "ended with the code 1"),
        ("os.kill(os.getpid(), 9)", CommandFailed, "ended with the code -9"),
        ("pass", CommandFailed, "ended with the code 0"),
        (COMPLETED, MalformedStream, "an empty answer"),
        (MESSAGE.replace("Hello.", " ") + COMPLETED, MalformedStream, "an empty answer"),
        (MESSAGE + "sys.exit(1)", MalformedStream, "broke its answer off"),
        (MESSAGE + "time.sleep(60)", AnswerTimedOut, "in time"),
        ("time.sleep(60)", AnswerTimedOut, "in time"),
        ("print('x' * 50_000, flush=True); time.sleep(60)", AnswerTimedOut, "in time"),
        ("while True: os.write(1, b'x' * 65536)", MalformedStream, "without end"),
        ("while True: os.write(1, b'{}' + b' ' * 65536 + b'\\n')", MalformedStream, "without end"),
        ("while True: sys.stderr.write('x' * 65536)", AnswerTimedOut, "in time"),
    ],
)
async def test_what_goes_wrong_is_named(
    tmp_path: Path, code: str, kind: type[BackendFailed], words: str
) -> None:
    error = await refusal(tmp_path, code, HASTY if kind is AnswerTimedOut else PATIENT)
    assert type(error) is kind
    assert error.message.startswith("Codex CLI ")
    assert words in error.message


async def test_a_key_that_does_not_let_it_in_is_blamed_where_one_is_set(tmp_path: Path) -> None:
    program = fake_program(tmp_path, "sys.exit('401 Unauthorized')")
    with pytest.raises(KeyRefused, match="API key"):
        await answer(open_codex(program, api_key="wrong"))


async def test_an_answer_of_too_many_letters_is_cut(tmp_path: Path) -> None:
    long = MESSAGE.replace("'Hello.'", "'x' * 300_000") + COMPLETED
    error = await refusal(tmp_path, long)
    assert "without end" in error.message


async def test_trouble_that_it_gets_over_is_none(tmp_path: Path) -> None:
    trouble = "say(type='error', message='Reconnecting... 1/5')\nprint('a warning', flush=True)\n"
    deltas = await answer(codex(tmp_path, trouble + MESSAGE + COMPLETED))
    assert deltas[0] == Delta("Hello.")


async def test_an_answer_is_whole_though_the_program_does_not_end(tmp_path: Path) -> None:
    patience = replace(PATIENT, after_end=0.1)
    deltas = await answer(codex(tmp_path, ANSWER + "time.sleep(60)", patience))
    assert deltas[0] == Delta("Hello.")
    assert not is_running(int(str(reported(tmp_path)["pid"])))


async def test_broken_letters_are_replaced(tmp_path: Path) -> None:
    code = (
        'sys.stdout.buffer.write(b\'{"item": {"id": "1", "type": "agent_message", '
        '"text": "caf\\xff"}}\\n\'); sys.stdout.flush()\n'
    )
    deltas = await answer(codex(tmp_path, code + COMPLETED))
    assert deltas[0].text == "caf\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("act", ["command_execution", "mcp_tool_call", "file_change", "web_search"])
async def test_a_program_that_acts_is_ended(tmp_path: Path, act: str) -> None:
    code = f"report(); say(type='item.started', item=dict(id='1', type={act!r})); time.sleep(60)"
    error = await refusal(tmp_path, code)
    assert isinstance(error, CommandActed)
    assert act in error.message
    assert not is_running(int(str(reported(tmp_path)["pid"])))


@on_linux
async def test_closing_the_answer_ends_the_program_and_what_it_started(tmp_path: Path) -> None:
    code = (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "other = os.fork()\n"
        "if other: report(other=other)\n" + MESSAGE + "time.sleep(60)"
    )
    async with aclosing(codex(tmp_path, code).stream(asking("?"))) as deltas:
        assert await anext(deltas) == Delta("Hello.")
    seen = reported(tmp_path)
    assert not is_running(int(str(seen["pid"])))
    assert await gone(int(str(seen["other"])))


def test_readiness_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEX_HOME", str(tmp_path))
    program = fake_program(tmp_path, "")
    assert "is not on PATH" in why_not_ready("codex-of-nobody")
    assert why_not_ready(program).endswith("type “codex login”.")
    assert why_not_ready(program, api_key="a key") == ""
    (tmp_path / "config.toml").write_text('cli_auth_credentials_store = "keyring"')
    assert why_not_ready(program) == ""
    (tmp_path / "config.toml").unlink()
    (tmp_path / "auth.json").touch()
    assert why_not_ready(program) == ""
