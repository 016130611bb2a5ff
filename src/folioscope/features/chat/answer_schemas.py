"""An answer on the wire: what the run says at its end, and what is kept with the message."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from folioscope.features.chat.modes import Mode
from folioscope.features.grounding.schemas import Citation, Claim, Span
from folioscope.features.pool.schemas import Pool
from folioscope.features.search.schemas import NoteRead
from folioscope.platform.runs.schemas import Usage


class Grounding(TypedDict):
    """What an answer rests on. Spans are in its text."""

    answerer: Annotated[str, Field(description="who wrote it")]
    mode: Mode
    abstained: Annotated[bool, Field(description="that the answer is not in the documents")]
    passages: Annotated[int, Field(description="sources that were shown to the answerer")]
    citations: Annotated[int, Field(description="sources that the answer cites")]
    verified: Annotated[int, Field(description="those that bear out at least one claim")]
    statements: Annotated[int, Field(description="sentences that assert something")]
    supported: Annotated[int, Field(description="those that a source bears out")]
    coverage: Annotated[float, Field(description="their share, from 0 to 1")]
    unsupported: Annotated[list[Span], Field(description="those that name no source")]
    doubtful: Annotated[list[Span], Field(description="those that no named source bears out")]
    claims: list[Claim]
    checked_letters: Annotated[int, Field(description="how much of the text was checked")]
    suggestions: Annotated[list[str], Field(description="what to ask next")]
    notes: NotRequired[list[NoteRead]]
    is_cut: NotRequired[
        Annotated[bool, Field(description="the model stopped at its limit, or was stopped")]
    ]
    pool: NotRequired[Pool]
    draft: NotRequired[
        Annotated[
            dict[str, Any],
            Field(description="of a letter or CV for a job: what was changed, and what was struck"),
        ]
    ]
    kept_from: NotRequired[Annotated[str, Field(description="the run that gave this answer first")]]


class AnswerFinal(TypedDict):
    """A complete answer."""

    text: str
    citations: list[Citation]
    usage: Annotated[Usage | None, Field(description="null where nobody tells")]
    grounding: Grounding
    suggestions: list[str]
    message_id: str


class AnswerCancelled(TypedDict):
    """What was written of an answer; no message where nothing was."""

    text: str
    message_id: str | None
