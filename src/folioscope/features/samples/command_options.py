"""What the commands of samples share: lists of names, the drawing library, a bar of progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import Progress

from folioscope.errors import BackendFailed
from folioscope.features.samples.export import LAYOUTS

RENDERER = "folioscope.features.samples.render"
FORMATS = ("pdf", "html", "json")
Item = TypeVar("Item")


class RendererMissing(BackendFailed):
    """The libraries that draw PDFs are not installed here."""

    code = "renderer_missing"


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


def check_renderer(module: str = RENDERER) -> None:
    """Try to load the module that draws, and say in one line why it cannot be had.

    Loaded by name because WeasyPrint takes half a second and system libraries that a user who
    only lists commands may not have. What it prints about missing ones is replaced by our words.
    """
    try:
        with redirect_stdout(StringIO()):
            import_module(module)
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


def with_progress(done: Iterator[Item], count: int, *, quiet: bool) -> Iterator[Item]:
    """The items, with a bar on standard error where that is a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, disable=quiet or not console.is_terminal) as progress:
        yield from progress.track(done, total=count, description="Writing CVs")


def drawn_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that tell how CVs are drawn."""
    layouts = click.option(
        "--style",
        "--layout",
        "layouts",
        default=",".join(LAYOUTS),
        show_default=True,
        type=Among(LAYOUTS),
        help="Layouts, taken in turn.",
    )
    formats = click.option(
        "--format",
        "formats",
        default="pdf",
        show_default=True,
        type=Among(FORMATS),
        help="Any of pdf,html,json.",
    )
    return formats(layouts(command))
