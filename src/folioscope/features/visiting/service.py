"""What owners ask of their public links, and strangers of the chats behind them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from folioscope.features.accounts.random_tokens import digest_of, new_secret
from folioscope.features.audit.repository import AuditLog
from folioscope.features.knowledge.repository import Bases
from folioscope.features.suggestions.ideas import suggested
from folioscope.features.visiting.asking import require_room
from folioscope.features.visiting.known_visitors import PREFIX
from folioscope.features.visiting.repository import ChatClosed, OpenChats, PublicLinks
from folioscope.features.visiting.tables import PublicLink
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal

TOKEN_BYTES = 24
"""Of what is random in the address of a chat: 192 bits, which nobody guesses."""

_TOKEN = re.compile(r"[\w-]{32}", re.ASCII)
"""What so many random bytes are in an address."""

SUGGESTIONS = 6


@dataclass(frozen=True, slots=True)
class NewLink:
    """A public chat over a base that is to be opened. Without a title it has the base's name."""

    kb: str
    title: str | None
    greeting: str
    origins: Sequence[str]
    visitor_messages: int
    daily_messages: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicChat:
    """What strangers are shown of a chat before they ask."""

    title: str
    greeting: str
    suggestions: Sequence[str]


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A public link as its owner sees it."""

    link: PublicLink
    kb: str


async def publish(session: Session, principal: Principal, wanted: NewLink) -> OwnLink:
    """Open a public chat over a base of one's own; it is written down."""
    base = await Bases(session, principal).get(wanted.kb, to="own")
    link = PublicLink(
        owner_id=base.owner_id,
        base_id=base.id,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        title=wanted.title or base.name,
        greeting=wanted.greeting,
        origins=list(wanted.origins),
        visitor_messages=wanted.visitor_messages,
        daily_messages=wanted.daily_messages,
        expires_at=wanted.expires_at,
    )
    await PublicLinks(session, principal).add(link)
    await _note(session, principal, "publish", link)
    return OwnLink(link, base.name)


async def change(
    session: Session, principal: Principal, link_id: str, wanted: Mapping[str, Any]
) -> OwnLink:
    """Set columns of a link. It is written down, by name what was changed and never by value."""
    link, kb = await PublicLinks(session, principal).get(link_id)
    was_on = link.is_on
    changed = sorted(name for name, value in wanted.items() if getattr(link, name) != value)
    for name, value in wanted.items():
        setattr(link, name, value)
    await session.flush()
    if link.is_on != was_on:
        await _note(session, principal, "publish" if link.is_on else "unpublish", link)
    if others := [name for name in changed if name != "is_on"]:
        await _note(session, principal, "change_link", link, changed=others)
    return OwnLink(link, kb)


async def withdraw(session: Session, principal: Principal, link_id: str) -> None:
    """Delete a link with whoever came by it and all that they asked; it is written down."""
    links = PublicLinks(session, principal)
    link, _ = await links.get(link_id)
    await _note(session, principal, "unpublish", link)
    await links.remove(link)


async def own_links(session: Session, principal: Principal, kb: str | None) -> Sequence[OwnLink]:
    """The links of a base, or of all."""
    base_id = None if kb is None else (await Bases(session, principal).get(kb, to="own")).id
    return [OwnLink(*found) for found in await PublicLinks(session, principal).list(base_id)]


async def look_in(session: Session, token: str) -> PublicChat:
    """What a stranger sees of the chat behind a link; ``ChatClosed``."""
    link = await _open_link(session, token)
    owner = Principal("user", link.owner_id)
    base = await Bases(session, owner).get(link.base_id)
    ideas = await suggested(session, owner, base, SUGGESTIONS)
    return PublicChat(link.title, link.greeting, ideas)


async def visit(session: Session, token: str) -> str:
    """Make a visitor of a stranger; the secret that they show from now on.

    Raises ``ChatClosed``, and ``LinkLimit`` where nothing more may be asked today.
    """
    link = await _open_link(session, token)
    require_room(link, now())
    secret = PREFIX + new_secret()
    await OpenChats(session).welcome(link, digest_of(secret))
    return secret


async def embedding_origins(database: Database | None, token: str) -> Sequence[str]:
    """Whose pages may show the chat behind a link; nobody's where there is none.

    The database, None where no chats are public, is asked for what may be a token only: anybody
    may come with anything.
    """
    if database is None or not _TOKEN.fullmatch(token):
        return ()
    async with database.read() as session:
        link = await OpenChats(session).find(token)
    return link.origins if link else ()


async def _open_link(session: Session, token: str) -> PublicLink:
    link = await OpenChats(session).find(token)
    if link is None:
        raise ChatClosed
    return link


async def _note(
    session: Session, principal: Principal, action: str, link: PublicLink, **more: Sequence[str]
) -> None:
    log, told = AuditLog(session, principal), {"link": link.id, **more}
    await log.note(action, ("kb", link.base_id), link.owner_id, told)
