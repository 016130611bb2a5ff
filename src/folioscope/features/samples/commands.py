"""``folioscope samples``: invented CVs, so that there is something to try."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import TypedDict, Unpack, cast

import click
from rich.console import Console
from rich.progress import Progress

from folioscope.errors import BackendFailed
from folioscope.features.samples.export import LAYOUTS, Order, Renderer, write_samples
from folioscope.features.samples.generate import LANGUAGES, generate

FORMATS = ("pdf", "html", "json")
RENDERER = "folioscope.features.samples.render"
MOST_PEOPLE = 5_000


class RendererMissing(BackendFailed):
    """The libraries that draw PDFs are not installed here."""

    code = "renderer_missing"


class GenerateOptions(TypedDict):
    """What ``samples generate`` is asked for."""

    count: int
    seed: int
    directory: Path
    formats: tuple[str, ...]
    layouts: tuple[str, ...]
    languages: tuple[str, ...]
    as_json: bool


class Among(click.ParamType[tuple[str, ...]]):
    """Names separated by commas, each of them known; kept in the order of the known ones."""

    name = "list"

    def __init__(self, known: Sequence[str]) -> None:
        self.known = known

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The names, or the complaint of a usage error."""
        names = {name.strip() for name in str(value).split(",")}
        for name in sorted(names - set(self.known)):
            self.fail(f"{name!r} is not one of {', '.join(self.known)}.", param, ctx)
        return tuple(name for name in self.known if name in names)


def load_renderer(module: str = RENDERER) -> Renderer:
    """The module that draws, or why it cannot be had in one line.

    Loaded by name because WeasyPrint takes half a second and system libraries that a user who
    only lists commands may not have. What it prints about missing ones is replaced by our words.
    """
    try:
        with redirect_stdout(StringIO()):
            return cast("Renderer", import_module(module))
    except ImportError as error:
        raise RendererMissing(
            f"Drawing CVs needs the Python package {error.name}: "
            "install folioscope with its extra `samples`, or ask for --format json."
        ) from error
    except OSError as error:
        raise RendererMissing(
            "Drawing CVs needs Pango, which is not installed here: apt-get install "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (or ask for --format json)."
        ) from error


@click.group()
def samples() -> None:
    """Invented CVs, so that there is something to try."""


@samples.command("generate")
@click.option("--count", default=30, show_default=True, type=click.IntRange(1, MOST_PEOPLE))
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same people.")
@click.option(
    "--out",
    "directory",
    default="cvs",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder to write to; files of the same name are replaced.",
)
@click.option(
    "--format",
    "formats",
    default="pdf",
    show_default=True,
    type=Among(FORMATS),
    help="Any of pdf,html,json.",
)
@click.option(
    "--layout",
    "layouts",
    default=",".join(LAYOUTS),
    show_default=True,
    type=Among(LAYOUTS),
    help="Taken in turn.",
)
@click.option(
    "--language",
    "languages",
    default=",".join(LANGUAGES),
    show_default=True,
    type=Among(LANGUAGES),
    help="Only CVs in these.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def generate_command(**options: Unpack[GenerateOptions]) -> None:
    """Write COUNT invented CVs, the same for the same seed."""
    count, directory, formats = options["count"], options["directory"], options["formats"]
    renderer = None if formats == ("json",) else load_renderer()
    people = generate(count, options["seed"], options["languages"])
    written = write_samples(people, Order(directory, formats, options["layouts"], renderer))
    quiet = options["as_json"]
    files = [path for paths in _with_progress(written, count, quiet=quiet) for path in paths]
    if quiet:
        click.echo(_machine_output(files, options))
        return
    size = sum(path.stat().st_size for path in files)
    click.echo(f"{count} invented people in {directory}: {len(files)} files, {size // 1024} KB.")


def _machine_output(files: list[Path], options: GenerateOptions) -> str:
    facts = {
        "count": options["count"],
        "seed": options["seed"],
        "directory": str(options["directory"]),
        "files": [str(path) for path in files],
    }
    return json.dumps(facts, ensure_ascii=False)


def _with_progress(
    written: Iterator[list[Path]], count: int, *, quiet: bool
) -> Iterator[list[Path]]:
    console = Console(stderr=True)
    with Progress(console=console, disable=quiet or not console.is_terminal) as progress:
        yield from progress.track(written, total=count, description="Writing CVs")
