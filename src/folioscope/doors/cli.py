"""The ``folioscope`` command. Listing help imports no feature."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from importlib import import_module
from typing import Any

import click

from folioscope import errors
from folioscope.errors import FolioscopeError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("folioscope.doors.commands:serve", "Serve the HTTP API."),
    "worker": ("folioscope.doors.commands:worker", "Execute runs for servers elsewhere."),
    "ask": ("folioscope.features.chat.commands:ask", "Answer a question from your documents."),
    "thread": (
        "folioscope.features.chat.thread_commands:thread",
        "List, read, rename, archive, export conversations.",
    ),
    "cv": ("folioscope.features.resumes.commands:cv", "Read, show, edit, export profiles of CVs."),
    "search": ("folioscope.features.search.commands:search", "Find passages."),
    "kb": ("folioscope.features.knowledge.commands:kb", "Make, fill, look after knowledge bases."),
    "models": (
        "folioscope.features.models.commands:models",
        "Show, fetch, try, remove models.",
    ),
    "coach": ("folioscope.features.coaching.commands:coach", "Get advice about one job."),
    "run": ("folioscope.platform.runs.commands:run", "Look into runs, follow or cancel them."),
    "eval": ("folioscope.features.evaluation.commands:evaluate", "Measure search and answers."),
    "offers": (
        "folioscope.features.offers.commands:offers",
        "Sync job offers, find them, ask about them.",
    ),
    "fit": (
        "folioscope.features.matching.commands:fit",
        "Compare résumés with jobs, requirement by requirement.",
    ),
    "samples": ("folioscope.features.samples.commands:samples", "Make synthetic CVs."),
    "users": (
        "folioscope.features.accounts.commands:users",
        "Make, list, invite, suspend, delete accounts.",
    ),
    "erase": (
        "folioscope.features.erasure.commands:erase",
        "Erase a document, a person or a user for good.",
    ),
    "keys": ("folioscope.features.accounts.key_commands:keys", "Make, list, revoke API keys."),
    "audit": ("folioscope.features.audit.commands:audit", "List who unmasked and erased what."),
    "db": (
        "folioscope.doors.database_commands:db",
        "Upgrade, copy, restore, check the database.",
    ),
    "doctor": ("folioscope.doors.commands:doctor", "Check what this installation can do."),
    "version": ("folioscope.doors.about:version", "Print the version."),
}

ADDED: Mapping[str, tuple[str, ...]] = {
    "users": ("folioscope.features.accounts.invitation_commands:COMMANDS",),
    "kb": (
        "folioscope.features.transfers.commands:COMMANDS",
        "folioscope.features.watches.commands:COMMANDS",
        "folioscope.features.suggestions.commands:COMMANDS",
        "folioscope.features.sharing.commands:COMMANDS",
        "folioscope.features.visiting.commands:COMMANDS",
    ),
    "samples": ("folioscope.features.samples.pair_commands:COMMANDS",),
}
"""Commands that features above add to the group of another one."""

OF_THE_SERVER = frozenset({"serve", "worker", "users", "models", "db", "doctor", "version"})
"""Commands that are about the server, whoever they are given for."""

EXIT_CODES: Mapping[type[FolioscopeError], int] = {
    FolioscopeError: 1,
    errors.Invalid: 2,
    errors.Unauthenticated: 3,
    errors.Forbidden: 3,
    errors.NotFound: 4,
    errors.Conflict: 5,
    errors.LimitReached: 6,
    errors.BackendFailed: 7,
    errors.BackendBusy: 8,
    errors.Stopped: 130,
}


def exit_code(error: FolioscopeError) -> int:
    """The exit code of the nearest kind."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


class Commands(click.Group):
    """Commands by name; the module of one is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = _imported(COMMANDS[cmd_name][0])
        if isinstance(command, click.Group):
            for other in [other for place in ADDED.get(cmd_name, ()) for other in _imported(place)]:
                command.add_command(other)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


def _imported(place: str) -> Any:
    module, _, attribute = place.partition(":")
    gc.disable()  # what is imported stays: looking for garbage in it takes a tenth of a start
    try:
        return getattr(import_module(module), attribute)
    finally:
        gc.freeze()
        gc.enable()


def _connect(acts_for: str | None) -> AbstractAsyncContextManager[Any]:
    # Only commands that talk to the program pay for importing it.
    settings = import_module("folioscope.doors.configuration").read_settings()
    connection: AbstractAsyncContextManager[Any] = import_module(
        "folioscope.doors.connection"
    ).connect(settings, acts_for)
    return connection


def _language_models() -> Any:
    settings = import_module("folioscope.doors.configuration").read_settings()
    return import_module("folioscope.doors.writers").language_models(settings)


@click.command(cls=Commands)
@click.option("--as", "acts_for", metavar="EMAIL", help="Act for the account with this address.")
@click.pass_context
def cli(context: click.Context, acts_for: str | None) -> None:
    """Ask your résumés, job offers and documents. Every answer shows the line it came from."""
    if context.invoked_subcommand in OF_THE_SERVER:
        acts_for = None
    terminal = import_module("folioscope.platform.terminal.session").Terminal
    context.obj = terminal(partial(_connect, acts_for))
    context.meta["folioscope.language_models"] = _language_models


def main() -> None:
    """Run the command line; errors go to standard error, the exit code tells their kind."""
    try:
        # Without its standalone mode click answers the code of ctx.exit() and does not raise.
        sys.exit(cli.main(standalone_mode=False))
    except FolioscopeError as error:
        click.echo(f"{click.style('error:', fg='red', bold=True)} {error.message}", err=True)
        sys.exit(exit_code(error))
    except OSError as error:  # a file that vanished, a pipe that closed
        click.echo(f"{click.style('error:', fg='red', bold=True)} {error}", err=True)
        sys.exit(exit_code(errors.BackendFailed("")))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
