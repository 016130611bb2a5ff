"""How boards are asked: by one guarded client, of agreed hosts, for JSON or a page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from folioscope.backends.job_boards.port import BoardMisused, BoardReach, BoardRefused, PostingGone
from folioscope.outbound.http import Limits
from folioscope.outbound.visits import NO_HEADERS, Allowed, Answer, Manners, Visitor, origin_of

AGENT = f"Folioscope/{version('folioscope')} (self-hosted; reads job offers for its own user)"
MOST_BYTES = 64 * 1024 * 1024
_SLUG = re.compile(r"[A-Za-z0-9._-]{1,100}")
_ID = re.compile(r"[A-Za-z0-9._-]{1,255}")
_HOST_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class Asker:
    """A board's server, by the name that people know it by."""

    def __init__(
        self, name: str, allowed: Allowed, pause_seconds: float, reach: BoardReach
    ) -> None:
        self._name = name
        pause = pause_seconds if reach.pause_seconds is None else reach.pause_seconds
        manners = Manners(
            AGENT,
            pause_seconds=pause,
            limits=Limits(read_seconds=30.0, response_bytes=MOST_BYTES, connections=4),
        )
        self._visitor = Visitor(allowed, manners, reach.pace)

    async def ask(
        self, url: str, content: object = None, headers: Mapping[str, str] = NO_HEADERS
    ) -> Answer:
        """The answer, whatever its status."""
        return await self._visitor.ask(url, content=content, headers=headers)

    async def json(
        self, url: str, content: object = None, headers: Mapping[str, str] = NO_HEADERS
    ) -> Any:
        """The JSON of a good answer; ``BoardRefused`` where there is none."""
        return await self.json_of(await self.ask(url, content, headers))

    async def offer(self, url: str, headers: Mapping[str, str] = NO_HEADERS) -> Any:
        """The JSON of one offer; ``PostingGone`` where there is nothing at its address."""
        answer = await self.ask(url, None, headers)
        if is_gone(answer):
            raise PostingGone(f"{self._name} does not have this offer (any more).")
        return await self.json_of(answer)

    async def json_of(self, answer: Answer) -> Any:
        """The same of an answer that is here."""
        self.raise_unless_good(answer)
        try:
            return await asyncio.to_thread(answer.json)
        except ValueError as error:
            is_page = answer.body.lstrip()[:1] == b"<"
            what = "a web page" if is_page else "something"
            msg = f"{self._name} sent {what} that is no JSON: is its address right?"
            raise BoardRefused(msg) from error

    def raise_unless_good(self, answer: Answer) -> None:
        """Raise what a status other than 200 means."""
        if is_gone(answer):
            msg = f"{self._name} has nothing at this address: is the name of the board right?"
            raise BoardRefused(msg)
        if answer.status in (401, 403):
            msg = f"{self._name} does not let us in (status {answer.status})."
            raise BoardRefused(msg)
        if not 200 <= answer.status < 300:
            raise BoardRefused(f"{self._name} answered with status {answer.status}.")

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._visitor.aclose()


def is_gone(answer: Answer) -> bool:
    """Whether it says that there is nothing (any more)."""
    return answer.status in (404, 410)


def usual_or_told(backend: str, usual: str, reach: BoardReach) -> tuple[str, Allowed]:
    """The base address of a backend, and that nothing else is asked.

    Another one is told by the operator alone, and trusted, wherever it is.
    """
    told = reach.urls.get(backend, "").rstrip("/")
    try:
        origins = frozenset({origin_of(told or usual)})
    except ValueError as error:
        raise BoardMisused(f"The address of “{backend}” is none: {error}.") from error
    return told or usual, Allowed(origins, origins if told else frozenset())


def checked_slug(backend: str, slug: str) -> str:
    """The name of a company at a board, as it may stand in a path."""
    if not _SLUG.fullmatch(slug) or set(slug) == {"."}:
        msg = (
            f"“{slug[:100]}” is no name of a company at {backend}: it has letters, digits, “.”, "
            "“_” and “-” only, and stands in the address of its jobs page."
        )
        raise BoardMisused(msg)
    return slug


def id_in_path(source_id: str) -> str:
    """The id of an offer as one part of a path; ``PostingGone`` for what would be another path."""
    if not _ID.fullmatch(source_id) or set(source_id) == {"."}:
        raise PostingGone(f"There is no offer “{source_id[:100]}”.")
    return source_id


def checked_host_label(backend: str, slug: str) -> str:
    """The same where it is the beginning of a host's name."""
    if not _HOST_LABEL.fullmatch(slug):
        raise BoardMisused(f"“{slug[:100]}” is no name of a company at {backend}.")
    return slug.lower()
