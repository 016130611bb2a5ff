"""Public links and the chats behind them on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from folioscope.features.visiting.origins import Origin
from folioscope.platform.api.texts import Text, storable

LATEST_YEAR = 9000
MOST_OF_ONE, MOST_OF_ALL = 1_000, 10_000
"""Questions of a visitor in an hour, and of all in a day: what no chat over one base comes to."""


def _before_the_end_of_time(moment: datetime) -> datetime:
    """Refuse what no clock of a database reaches in every time zone."""
    if moment.year > LATEST_YEAR:
        msg = f"lies after the year {LATEST_YEAR}"
        raise ValueError(msg)
    return moment


Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(storable)]
Origins = Annotated[list[Origin], Field(max_length=20)]
End = Annotated[AwareDatetime, AfterValidator(_before_the_end_of_time)]


class LinkCreate(BaseModel):
    """A public chat to be opened over a base of the caller's own.

    Pages of ``origins`` may show it inside themselves; with none, it has a page of its own only.
    """

    model_config = ConfigDict(extra="forbid")

    kb: Text = Field(min_length=1, max_length=200, description="id or name of the base")
    title: Title | None = Field(None, description="what it is called; else as the base")
    greeting: Text = Field("", max_length=1000, description="what visitors read first")
    origins: Origins = Field(default_factory=list, examples=[["https://ada.example"]])
    visitor_messages: int = Field(20, ge=1, le=MOST_OF_ONE, description="of one visitor in an hour")
    daily_messages: int = Field(200, ge=1, le=MOST_OF_ALL, description="of all of them in a day")
    expires_at: End | None = Field(None, description="when it closes by itself")


class LinkChange(BaseModel):
    """What is to be changed of a public link; what is left out stays.

    Who is talking in a chat that is switched off is shown out within 30 seconds.
    """

    model_config = ConfigDict(extra="forbid")

    title: Title | None = None
    greeting: Annotated[Text, Field(max_length=1000)] | None = None
    origins: Origins | None = None
    visitor_messages: Annotated[int, Field(ge=1, le=MOST_OF_ONE)] | None = None
    daily_messages: Annotated[int, Field(ge=1, le=MOST_OF_ALL)] | None = None
    is_on: bool | None = None
    expires_at: End | None = Field(None, description="null: never")


class LinkRead(BaseModel):
    """A public link, as the owner of its base sees it."""

    link_id: str
    kb_id: str
    kb: str
    url: str = Field(description="of the chat; without a host where the server knows none")
    title: str
    greeting: str
    origins: list[str]
    visitor_messages: int
    daily_messages: int
    asked_today: int = Field(description="messages of all visitors since midnight (UTC)")
    is_on: bool
    created_at: datetime
    expires_at: datetime | None


class LinkList(BaseModel):
    """Public links, the oldest first."""

    links: list[LinkRead]


class PublicChatRead(BaseModel):
    """What a stranger is shown of a public chat."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    greeting: str
    suggestions: list[str]


class VisitStarted(BaseModel):
    """What makes a visitor of a stranger: a bearer token, good for this chat alone."""

    token: str
