"""Write invented CVs into a folder, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from folioscope.errors import BackendFailed
from folioscope.features.samples.cast import slug_of
from folioscope.features.samples.generate import Resume, as_json

LAYOUTS = ("classic", "modern", "sidebar", "compact")


class SamplesNotWritten(BackendFailed):
    """The file system refused a sample: no right, no room, or a file where the folder should be."""

    code = "samples_not_written"


class Renderer(Protocol):
    """What is needed of the module ``render``, which is loaded only when it is used."""

    def render_html(self, resume: Resume, layout: str) -> str:
        """One CV as a page."""

    def render_pdf(self, resume: Resume, layout: str) -> bytes:
        """One CV as PDF."""


@dataclass(frozen=True)
class Order:
    """Where to, in which formats, in which layouts taken in turn, drawn by what."""

    directory: Path
    formats: Sequence[str]
    layouts: Sequence[str]
    renderer: Renderer | None


def write_samples(resumes: Sequence[Resume], order: Order) -> Iterator[list[Path]]:
    """Write one CV after the other; after each, the files that now exist.

    Files of the same name are replaced, all others in the folder are left alone.
    """
    with _told_plainly(order.directory):
        order.directory.mkdir(parents=True, exist_ok=True)
    for index, resume in enumerate(resumes):
        layout = order.layouts[index % len(order.layouts)]
        stem = stem_of(index, resume)
        written: list[Path] = []
        for form in order.formats:
            path = order.directory / f"{stem}.{form}"
            _write(path, _content(resume, form, layout, order.renderer))
            written.append(path)
        yield written


def stem_of(index: int, resume: Resume) -> str:
    """The name of the files of a CV, without what tells their format."""
    return f"{index + 1:02d}-{slug_of(resume['basics']['name'])}"


def _content(resume: Resume, form: str, layout: str, renderer: Renderer | None) -> bytes:
    if renderer is None or form == "json":
        return as_json(resume).encode()
    if form == "html":
        return renderer.render_html(resume, layout).encode()
    return renderer.render_pdf(resume, layout)


def _write(path: Path, content: bytes) -> None:
    """Beside first, then in place: a full disk leaves no half CV behind."""
    beside = path.with_name(f".{path.name}.part")
    with _told_plainly(path):
        try:
            beside.write_bytes(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SamplesNotWritten(f"Cannot write {path}: {error.strerror or error}.") from error
