"""Job boards and coaching."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from folioscope.settings.texts import read_addresses, read_names


class Careers(BaseModel):
    """Keys, addresses and manners of job boards; where coaching is kept."""

    civiweb_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("CIVIWEB_API_KEY", "FOLIOSCOPE_CIVIWEB_API_KEY"),
        description="Key of the job board Civiweb (VIE and VIA), which answers nobody without one.",
    )
    board_urls: Annotated[dict[str, str], NoDecode] = Field(
        {},
        description="Addresses of job boards that are not at their usual place: “backend=address” "
        "apart by spaces or commas, or a JSON object. They may be in a private network.",
    )
    board_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts whose pages offers may be read from (json-ld), apart by spaces or "
        "commas, or a JSON list: names, or http://HOST:PORT for one that may be in a private "
        "network.",
    )
    board_pause: float | None = Field(
        None, ge=0, description="Seconds between two requests to a job board; its own without."
    )
    boards_permitted: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Job boards that you have leave to read although their robots file does not "
        "clearly give it, apart by spaces or commas, or a JSON list: smartrecruiters.",
    )
    coaching_sessions: Literal["database", "file"] = Field(
        "database",
        description="Where coaching sessions are kept: in the database, or in the file "
        "coaching-sessions.json of the data folder.",
    )

    @field_validator("board_hosts", "boards_permitted", mode="before")
    @classmethod
    def _read_hosts(cls, value: object) -> object:
        return read_names(value) if isinstance(value, str) else value

    @field_validator("board_urls", mode="before")
    @classmethod
    def _read_addresses(cls, value: object) -> object:
        return read_addresses(value) if isinstance(value, str) else value
