"""Writes the parts of the documentation that follow from the code, or tells which are stale.

So does it with the description of the HTTP API that the types of the page are made from.

A page holds such a part between ``<!-- generated: NAME -->`` and ``<!-- end: NAME -->``.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, cast, get_args, get_type_hints

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where it is run as a program

import click
from fastapi import FastAPI
from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

import folioscope
from docs import (
    database_picture,
    database_reference,
    howto_index,
    http_reference,
    third_party,
)
from docs import threats as threat_list
from docs.marked_up import summary, table
from folioscope.doors.cli import EXIT_CODES, cli, exit_code
from folioscope.doors.http import build_app
from folioscope.errors import FolioscopeError
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.accounts.revocations import Revocations
from folioscope.platform.api.problems import STATUS, status_of
from folioscope.settings.values import GROUPS, Settings
from folioscope.wiring.observing import silent_instruments
from folioscope.wiring.opened import Folioscope

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "folioscope"
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end: \2 -->)", re.DOTALL)
TOP = ("doors", "wiring", "migrations", "features", "platform", "backends", "outbound")
# They run when they are imported, or need libraries of the system.
NOT_IMPORTED = ("migrations.env", "migrations.versions", "features.samples.render")
COMPUTED = {
    "data_dir": "`folioscope` in `$XDG_DATA_HOME`, or in `~/.local/share`",
    "embedding_threads": "as many as there are processors",
}


def folders() -> str:
    """What each package and each module at the top is for, by its docstring."""
    places = [*SOURCE.glob("*.py"), *(path.parent for path in SOURCE.rglob("*/__init__.py"))]
    found = {path.relative_to(SOURCE).as_posix(): path for path in places}
    names = sorted(set(found) - {"__init__.py", "__main__.py", "migrations/versions"})
    names.sort(key=lambda name: (_rank(name.split("/")[0]), name))
    return table(("where", "what"), [(f"`{name}`", _first_line(found[name])) for name in names])


def _rank(top: str) -> int:
    return TOP.index(top) if top in TOP else len(TOP)


def _first_line(place: Path) -> str:
    module = place / "__init__.py" if place.is_dir() else place
    return summary(ast.get_docstring(ast.parse(module.read_text())))


def import_everything() -> None:
    """Import every module of the program that can be."""
    left_out = tuple(f"folioscope.{name}" for name in NOT_IMPORTED)
    for module in walk_packages(folioscope.__path__, "folioscope."):
        if not module.name.startswith(left_out):
            import_module(module.name)


def error_classes(root: type[FolioscopeError] = FolioscopeError) -> Iterator[type[FolioscopeError]]:
    """Every error of the program; those that tests define are not."""
    if root.__module__.startswith("folioscope."):
        yield root
    for subclass in root.__subclasses__():
        yield from error_classes(subclass)


def codes_of(error: type[FolioscopeError]) -> tuple[str, ...]:
    """The codes of a class: its own, or all that its instances may have; none if brought along."""
    listed = get_args(get_type_hints(error)["code"])
    return listed or ((error.code,) if "code" in vars(error) else ())


def errors() -> str:
    """Every error with what it is on the wire and in a terminal."""
    import_everything()
    rows = []
    for error in error_classes():
        kind = next(kind for kind in error.__mro__ if kind in STATUS)
        bare = error.__new__(error)
        figures = (kind.__name__, status_of(bare), exit_code(bare))
        for code in codes_of(error) or ("",):
            shown = f"`{code}`" if code else "its own"
            rows.append((shown, f"`{error.__name__}`", *figures, summary(error.__doc__)))
    return table(
        ("code", "error", "kind", "status", "exit code", "meaning"),
        sorted(rows, key=lambda row: (row[3], row[0], row[1])),
    )


def kinds() -> str:
    """The kinds of error with their status and exit code."""
    rows = [
        (f"`{kind.__name__}`", status, EXIT_CODES[kind], summary(kind.__doc__))
        for kind, status in STATUS.items()
    ]
    return table(("kind", "status", "exit code", "meaning"), rows)


def settings() -> str:
    """Every setting with its names, default and meaning."""
    return "\n\n".join(_group(group) for group in GROUPS)


def _group(group: type[BaseModel]) -> str:
    rows = []
    for name, field in group.model_fields.items():
        names = " or ".join(f"`{variable}`" for variable in _variables(name, field))
        rows.append((names, COMPUTED.get(name) or _default(field), field.description or ""))
    listed = table(("variable", "default", "meaning"), rows)
    return f"## {summary(group.__doc__).rstrip('.')}\n\n{listed}"


def env_example() -> str:
    """A ``.env`` in which every setting is commented out."""
    parts = ["# Copy to .env and take away the # of what you want to change.\n"]
    for name, field in _all_fields():
        default = "" if name in COMPUTED else _default(field).strip("`")
        parts.append(f"# {field.description}\n#{_variables(name, field)[0]}={default}\n")
    return "\n".join(parts)


def _all_fields() -> Iterator[tuple[str, FieldInfo]]:
    for group in GROUPS:
        yield from group.model_fields.items()


def _variables(name: str, field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return [str(choice) for choice in alias.choices]
    return [alias] if isinstance(alias, str) else [f"FOLIOSCOPE_{name.upper()}"]


def _default(field: FieldInfo) -> str:
    value = field.default
    if hasattr(value, "get_secret_value"):
        value = value.get_secret_value()
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return "`[]`"
    return f"`{value}`" if value not in (None, "") else ""


def commands() -> str:
    """What every command says of itself with ``--help``."""
    return "\n\n".join(_helps(cli, None, "folioscope"))


def _helps(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            assert found is not None
            yield from _helps(found, context, each)


class _Closed:
    """Stands for a program of which nothing is open: enough to ask an app for its routes."""

    settings = Settings.model_construct()
    accounts = OpenedAccounts("off", cast("Revocations", None), {})
    instruments = silent_instruments()

    def __getattr__(self, _name: str) -> None:
        return None


def closed_app() -> FastAPI:
    """The app with all its routes, none of which can be called."""
    return build_app(cast("Folioscope", _Closed()), token="")


def _openapi() -> dict[str, Any]:
    return closed_app().openapi()


def routes() -> str:
    """Every route: what it does, what it takes, what it answers, and a command that calls it."""
    return http_reference.routes(_openapi())


def shapes() -> str:
    """The JSON objects that routes take and answer."""
    return http_reference.shapes(_openapi())


def events() -> str:
    """The events of runs, by type."""
    return http_reference.events(_openapi())


def tables() -> str:
    """The tables of the database."""
    import_everything()
    return database_reference.tables()


def threats() -> str:
    """What is defended against, how, and where that is tested."""
    heads = ("", "what may be tried", "what stands against it", "tested in")
    return table(heads, threat_list.rows())


def howtos() -> str:
    """The how-tos by task."""
    return howto_index.index()


def packages() -> str:
    """The Python packages that run."""
    return third_party.packages()


def page_packages() -> str:
    """The packages in the page."""
    return third_party.page_packages()


BLOCKS: Mapping[str, Callable[[], str]] = {
    block.__name__: block
    for block in (
        *(folders, errors, kinds, settings, commands, routes, shapes, events, tables, threats),
        *(howtos, packages, page_packages),
    )
}


def generated() -> dict[Path, str]:
    """What every file with generated parts should hold, and those that are whole."""
    import_everything()
    openapi = json.dumps(_openapi(), indent=1, ensure_ascii=False) + "\n"
    wanted = {
        ROOT / ".env.example": env_example(),
        ROOT / "web" / "openapi.json": openapi,
        ROOT / "docs" / "reference" / "database.svg": database_picture.picture(),
    }
    for page in sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]):
        text = page.read_text()
        if BLOCK.search(text):
            wanted[page] = BLOCK.sub(lambda m: f"{m[1]}\n{BLOCKS[m[2]]()}\n\n{m[3]}", text)
    return wanted


def stale_files() -> list[str]:
    """The files that do not say any more what the code does."""
    return [
        path.relative_to(ROOT).as_posix()
        for path, text in generated().items()
        if not path.exists() or path.read_text() != text
    ]


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when something is stale.")
def main(*, check: bool) -> None:
    """Bring the generated parts of the documentation up to date."""
    stale = stale_files()
    if check and stale:
        click.echo(f"Stale, run “python docs/generate.py”: {', '.join(stale)}", err=True)
        sys.exit(1)
    for path, text in generated().items() if stale else ():
        path.write_text(text)
        click.echo(f"{path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
