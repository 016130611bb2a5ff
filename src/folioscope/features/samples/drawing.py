"""Draw CVs in limited child processes, several at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

from folioscope.errors import BackendFailed, Invalid
from folioscope.outbound.limited_child import ChildLimits
from folioscope.outbound.outcome import Ended
from folioscope.outbound.process import run_limited

CHILD = "folioscope.features.samples.render:draw"
DRAWN_WITH = ("jinja2", "weasyprint")
LIMITS = ChildLimits(cpu_seconds=60, wall_seconds=180.0, result_bytes=64 * 1024 * 1024)


class SamplesExtraMissing(Invalid):
    """CVs are to be drawn, and what draws them is not installed."""

    code = "samples_extra_missing"


class SampleNotDrawn(BackendFailed):
    """The child process that draws a CV ended before it was drawn."""

    code = "sample_not_drawn"


@dataclass(frozen=True)
class Sheet:
    """One CV to draw: a JSON Resume, a layout, and the trap that it is drawn with, if any."""

    resume: dict[str, Any]
    layout: str
    trap: str = ""


def draw_sheet(sheet: Sheet, formats: Sequence[str]) -> Iterator[bytes]:
    """The content of one file a format; safe to call from several threads at once."""
    if not all(map(find_spec, DRAWN_WITH)):
        msg = (
            "Drawing CVs needs the extra “samples”: pip install 'folioscope[samples]'. "
            "--format json needs no drawing."
        )
        raise SamplesExtraMissing(msg)
    request = {**asdict(sheet), "formats": list(formats)}
    outcome = asyncio.run(run_limited(CHILD, request, LIMITS))
    if isinstance(outcome, Ended):
        name = sheet.resume["basics"]["name"]
        msg = (
            f"The CV of {name} could not be drawn: the process that draws {outcome.reason} "
            f"({outcome.detail}). Ask again, or for --format json, which needs no drawing."
        )
        raise SampleNotDrawn(msg)
    yield from outcome.records
