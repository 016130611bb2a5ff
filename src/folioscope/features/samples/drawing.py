"""Draw CVs in limited child processes, several at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from folioscope.errors import BackendFailed
from folioscope.outbound.limited_child import ChildLimits
from folioscope.outbound.outcome import Ended
from folioscope.outbound.process import run_limited

CHILD = "folioscope.features.samples.render:draw"
LIMITS = ChildLimits(cpu_seconds=60, wall_seconds=180.0, result_bytes=64 * 1024 * 1024)


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
