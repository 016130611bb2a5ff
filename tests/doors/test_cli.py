"""The command line: commands by name, errors by kind, nothing but results on standard output."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click
import pytest

from folioscope import errors
from folioscope.doors import cli
from folioscope.doors.cli import COMMANDS, EXIT_CODES, Commands, exit_code, main
from folioscope.errors import FolioscopeError
from folioscope.platform.terminal.session import Terminal


@click.command()
@click.argument("kind")
@click.pass_context
def end(context: click.Context, kind: str) -> None:
    """End as KIND says."""
    click.echo("a result")
    assert context.find_object(Terminal) is not None
    if kind == "interrupt":
        raise KeyboardInterrupt
    if kind == "abort":
        raise click.Abort
    if kind.isdecimal():
        context.exit(int(kind))
    if kind != "well":
        raise getattr(errors, kind)("In words.")


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    told: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line with one command, which ends as it is told to."""
    monkeypatch.setattr(cli, "COMMANDS", {"end": (f"{__name__}:end", "Ends.")})

    def running(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["folioscope", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err)

    return running


def test_garbage_is_looked_for_again_once_a_command_is_imported(run: Run) -> None:
    gc.enable()
    assert run("end", "well").code == 0
    assert gc.isenabled()


KINDS = sorted(EXIT_CODES, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_is_told_beside_the_result_and_its_kind_is_the_exit_code(
    run: Run, kind: type[FolioscopeError]
) -> None:
    ended = run("end", kind.__name__)
    assert (ended.code, ended.out) == (EXIT_CODES[kind], "a result\n")
    assert ended.told == "error: In words.\n"


def test_no_error_passes_for_a_success_or_a_usage_error_of_the_shell() -> None:
    assert set(EXIT_CODES.values()) <= {*range(1, 10), 130}


def test_an_error_without_a_code_of_its_own_has_that_of_its_nearest_kind() -> None:
    class ServerAsleep(errors.BackendBusy):
        """A kind of busy."""

    assert exit_code(ServerAsleep("Hush.")) == EXIT_CODES[errors.BackendBusy]
    assert exit_code(errors.BackendBusy("")) != exit_code(errors.BackendFailed(""))


@pytest.mark.parametrize(("kind", "code"), [("well", 0), ("0", 0), ("1", 1), ("42", 42)])
def test_a_command_may_end_with_a_code(run: Run, kind: str, code: int) -> None:
    assert run("end", kind) == Ended(code, "a result\n", "")


@pytest.mark.parametrize("kind", ["interrupt", "abort"])
def test_ctrl_c_is_no_accident(run: Run, kind: str) -> None:
    ended = run("end", kind)
    assert (ended.code, ended.told.strip()) == (130, "Stopped.")


@pytest.mark.parametrize("arguments", [("nope",), ("end",), ("end", "well", "more"), ("--nope",)])
def test_what_cannot_be_read_is_a_usage_error(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.told.startswith("Usage: ")


def test_help_lists_every_command_in_order_with_what_it_does(run: Run) -> None:
    assert run("--help").out.splitlines()[-1].split() == ["end", "Ends."]
    context = click.Context(cli.cli)
    assert Commands().list_commands(context) == ["end"]


def test_every_command_of_the_table_is_there_and_says_what_it_does() -> None:
    context = click.Context(cli.cli)
    for name, (_, told) in COMMANDS.items():
        command = Commands().get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.get_short_help_str(200)
        assert told.endswith(".")
