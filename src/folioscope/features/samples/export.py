"""Write invented CVs into a folder, each file whole or not at all, and the truth beside it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from folioscope.errors import BackendFailed
from folioscope.features.samples.cast import slug_of
from folioscope.features.samples.drawing import Sheet, draw_sheet
from folioscope.features.samples.generate import as_json
from folioscope.features.samples.truth import Person, truth_line
from folioscope.features.samples.truth_file import TruthFile
from folioscope.features.samples.writing import Resume

FIRST_LAYOUTS = ("classic", "modern", "sidebar", "compact")
LAYOUTS = (
    *FIRST_LAYOUTS,
    "table",
    "photo",
    "dense",
    "academic",
    "split",
    "timeline",
    "form",
    "plain",
    "flank",
)
"""As many as share no factor with the four languages, so that each meets each."""
AHEAD = 2  # jobs handed out for each one that is drawn
MAIN_FORMATS = ("pdf", "html", "json")
"""The file that the truth is about is of the first of these that is written."""


class SamplesNotWritten(BackendFailed):
    """The file system refused a sample: no right, no room, or a file where the folder should be."""

    code = "samples_not_written"


@dataclass(frozen=True)
class Order:
    """Where to, in which formats, in which layouts and with which traps taken in turn.

    ``truth`` is the file that gets a line a person. What it and the folder hold already is not
    drawn again unless ``afresh``. ``at_once`` CVs are drawn at the same time.
    """

    directory: Path
    formats: Sequence[str]
    layouts: Sequence[str]
    truth: Path | None = None
    traps: Sequence[str] = ("",)
    at_once: int = 1
    afresh: bool = True


@dataclass(frozen=True)
class Sample:
    """What became of one person: the files that now exist, and whether they did before."""

    files: list[Path]
    line: str
    was_there: bool = False


@dataclass(frozen=True)
class _Job:
    stem: str
    person: Person
    sheet: Sheet
    line: str


def write_samples(people: Iterable[Person], order: Order) -> Iterator[Sample]:
    """Write the CVs and answer one after the other, in their order, however they are drawn.

    Files of the same name are replaced, all others in the folder are left alone. Who is
    interrupted goes on where the truth ends, if the order is not to draw ``afresh``.
    """
    with _told_plainly(order.directory):
        order.directory.mkdir(parents=True, exist_ok=True)
    truth = TruthFile(order.truth)
    with _told_plainly(order.truth or order.directory):
        known = frozenset[str]() if order.afresh else truth.lines()
    jobs = (_job(index, person, order) for index, person in enumerate(people))
    with ThreadPoolExecutor(order.at_once, thread_name_prefix="drawing") as executor:
        try:
            for sample in _in_order(executor, jobs, order, known):
                with _told_plainly(order.truth or order.directory):
                    truth.add(sample.line)
                yield sample
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
    with _told_plainly(order.truth or order.directory):
        truth.settle()


def _in_order(
    executor: Executor, jobs: Iterator[_Job], order: Order, known: Collection[str]
) -> Iterator[Sample]:
    """What becomes of the jobs, no more of which are begun than are drawn soon."""
    under_way: deque[Future[Sample]] = deque()
    for job in jobs:
        under_way.append(executor.submit(_write_one, job, order, known))
        if len(under_way) >= AHEAD * order.at_once:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def write_text(path: Path, text: str) -> None:
    """Write a file beside CVs, whole or not at all."""
    with _told_plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, text.encode())


def stem_of(index: int, resume: Resume) -> str:
    """The name of the files of a CV, without what tells their format."""
    return f"{index + 1:02d}-{slug_of(resume['basics']['name'])}"


def _job(index: int, person: Person, order: Order) -> _Job:
    layout = order.layouts[index % len(order.layouts)]
    trap = order.traps[index % len(order.traps)]
    stem = stem_of(index, person.resume)
    main = next(form for form in MAIN_FORMATS if form in order.formats)
    line = truth_line(f"{stem}.{main}", layout, person, trap)
    return _Job(stem, person, Sheet(person.resume, layout, trap), line)


def _write_one(job: _Job, order: Order, known: Collection[str]) -> Sample:
    files = [order.directory / f"{job.stem}.{form}" for form in order.formats]
    if job.line in known and all(path.is_file() for path in files):
        return Sample(files, job.line, was_there=True)
    drawn = [form for form in order.formats if form != "json"]
    contents = iter(draw_sheet(job.sheet, drawn) if drawn else ())
    for form, path in zip(order.formats, files, strict=True):
        _write(path, as_json(job.person.resume).encode() if form == "json" else next(contents))
    return Sample(files, job.line)


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
