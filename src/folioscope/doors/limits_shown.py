"""All limits in one place, with what the caller has used of those that are over after a while."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from folioscope.features.knowledge.receiving import MAX_FILES
from folioscope.platform.api.admission import Admission, whose
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession
from folioscope.platform.runs.budgets import used_by
from folioscope.settings.values import Settings
from folioscope.wiring.choices import MEGABYTE
from folioscope.wiring.opened import Folioscope

router = APIRouter(tags=["server"])


class LimitsUsed(BaseModel):
    """What the caller has used. Who is at the machine itself is not counted."""

    requests: int = Field(description="of this minute")
    messages: int = Field(description="of this minute")
    tokens: int = Field(description="of this day, in UTC")


class Limits(BaseModel):
    """What one account may have. Where it says so, 0 is without limit."""

    extensions: list[str] = Field(description="of files that can be read")
    max_file_mb: int
    max_upload_mb: int
    max_upload_files: int
    max_pages: int = Field(description="of one document")
    max_bases: int = Field(description="knowledge bases of one account; 0 is without limit")
    max_documents: int = Field(description="of one knowledge base; 0 is without limit")
    requests_per_minute: int = Field(description="of one account; 0 is without limit")
    anonymous_per_minute: int = Field(
        description="requests from one address without a login; 0 is without limit"
    )
    attempts_per_minute: int = Field(
        description="logins and visits from one address; 0 is without limit"
    )
    messages_per_minute: int = Field(
        description="messages of one account that are answered; 0 is without limit"
    )
    tokens_per_day: int = Field(
        description="that language models read and write for one account; 0 is without limit"
    )
    max_message_chars: int = Field(description="characters of a message")
    max_output_tokens: int = Field(description="of an answer of a language model")
    max_active_runs: int = Field(description="answers of one user at once")
    max_waiting_runs: int = Field(description="questions of one user that wait for an answer")
    max_queued_runs: int = Field(
        description="runs of everybody that wait, before a model may be asked once more; "
        "0 is without limit"
    )
    max_streams_per_user: int
    max_streams: int
    used: LimitsUsed


@router.get("/api/limits")
async def limits(request: Request, principal: CurrentPrincipal, session: ReadSession) -> Limits:
    """What may be taken in and asked for, how much of it at once, and what the caller has used."""
    folioscope: Folioscope = request.app.state.folioscope
    admission: Admission = request.app.state.admission
    asked = await used_by(session, principal)
    requests = await admission.rates.used(admission.requests, whose(principal))
    return Limits(
        extensions=sorted(folioscope.shelf.extensions),
        max_file_mb=folioscope.settings.max_upload_mb,
        max_upload_mb=folioscope.max_upload // MEGABYTE,
        max_upload_files=MAX_FILES,
        used=LimitsUsed(requests=requests, messages=asked.messages, tokens=asked.tokens),
        **_of_settings(folioscope.settings),
    )


def _of_settings(settings: Settings) -> dict[str, int]:
    """The limits that are shown as they are set."""
    shown = Limits.model_fields.keys() & type(settings).model_fields.keys() - {"max_upload_mb"}
    return {name: getattr(settings, name) for name in shown}
