"""What was told, whichever way it came about; its words are the text of the run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from folioscope.backends.llms.port import Usage
from folioscope.features.chat.kept_answers import Slot
from folioscope.features.grounding.checking import Checked
from folioscope.features.search.hits import Hit
from folioscope.platform.runs.attempt import RunContext

_PIECE = re.compile(r"\s*\S+(?:\s+\S+){0,7}\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """Who answered, the sources that ``[number]`` means, and what else is known of the answer.

    ``checked`` is what it rests on where that is known already, else it is to be looked up. In
    ``slot`` the answer may be kept, unless it ``is_makeshift``: asked anew, it might be better.
    """

    answerer: str
    hits: Mapping[int, Hit] = field(default_factory=dict)
    usage: Usage | None = None
    checked: Checked | None = None
    grounding: Mapping[str, Any] = field(default_factory=dict)
    slot: Slot | None = None
    is_makeshift: bool = False


async def say(run: RunContext, text: str) -> None:
    """Report more of the answer, if there is more."""
    if text:
        await run.token(text)


async def say_whole(run: RunContext, text: str) -> None:
    """Report an answer that is there as a whole, in groups of a few words."""
    for piece in _PIECE.findall(text):
        await run.token(piece)


async def show_sources(
    run: RunContext, citations: Sequence[dict[str, Any]], notes: Sequence[dict[str, Any]] = ()
) -> None:
    """Report where the answer will come from, and what the search could not do."""
    told = {"notes": list(notes)} if notes else {}
    await run.emit("sources", {"citations": list(citations), **told})
