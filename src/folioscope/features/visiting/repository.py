"""All SQL of public links and of the visitors who come by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, delete, or_, select

from folioscope.errors import NotFound
from folioscope.features.accounts.tables import User
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.visiting.tables import PublicLink, Visitor
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal

VISITOR = "visitor"


class LinkNotFound(NotFound):
    """No such public link, or not the caller's."""

    code = "link_not_found"


class ChatClosed(NotFound):
    """No public chat behind a link: there never was one, it is switched off, or it is over."""

    code = "chat_closed"

    def __init__(self) -> None:
        super().__init__("There is no public chat at this address.")


class PublicLinks:
    """The public links of a principal's own bases."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, PublicLink.owner_id)

    async def add(self, link: PublicLink) -> PublicLink:
        """Store a new link."""
        self._session.add(link)
        await self._session.flush()
        return link

    async def get(self, link_id: str) -> Row[PublicLink, str]:
        """The link, held until the transaction ends, and the name of its base.

        Raises ``LinkNotFound``.
        """
        asked = self._chosen().where(PublicLink.id == link_id).with_for_update(of=PublicLink)
        found = (await self._session.execute(asked)).one_or_none()
        if found is None:
            msg = f"There is no public link “{link_id}”."
            raise LinkNotFound(msg)
        return found

    async def list(self, base_id: str | None) -> Sequence[Row[PublicLink, str]]:
        """The links, of one base or of all, with the names of their bases; the oldest first."""
        asked = self._chosen().order_by(PublicLink.created_at, PublicLink.id)
        if base_id is not None:
            asked = asked.where(PublicLink.base_id == base_id)
        return (await self._session.execute(asked)).all()

    async def remove(self, link: PublicLink) -> None:
        """Delete a link, and whoever came by it with all that they asked."""
        came = select(Visitor.user_id).where(Visitor.link_id == link.id)
        await self._session.execute(delete(User).where(User.kind == VISITOR, User.id.in_(came)))
        await self._session.delete(link)
        await self._session.flush()

    def _chosen(self) -> Select[PublicLink, str]:
        joined = select(PublicLink, KnowledgeBase.name).join(
            KnowledgeBase, KnowledgeBase.id == PublicLink.base_id
        )
        return joined.where(self._visible)


class OpenChats:
    """Public chats as strangers find them, by what they show: a token, or their own."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, token: str) -> PublicLink | None:
        """The link with that token, if its chat is open."""
        asked = select(PublicLink).join(User, User.id == PublicLink.owner_id)
        return await self._session.scalar(asked.where(PublicLink.token == token, _is_open()))

    async def welcome(self, link: PublicLink, digest: str) -> int:
        """Make a visitor of a link, who is known by the digest of a secret; their user id.

        Whoever made the link has made them: they go when that user goes.
        """
        user = User(name=VISITOR, kind=VISITOR, created_by=link.owner_id)
        self._session.add(user)
        await self._session.flush()
        self._session.add(Visitor(user_id=user.id, link_id=link.id, digest=digest))
        await self._session.flush()
        return user.id

    async def find_visitor(self, digest: str) -> int | None:
        """The user id of who is known by that digest, if the chat they came to is open."""
        asked = select(Visitor.user_id).join(PublicLink, PublicLink.id == Visitor.link_id)
        asked = asked.join(User, User.id == PublicLink.owner_id)
        return await self._session.scalar(asked.where(Visitor.digest == digest, _is_open()))

    async def lock(self, visitor: Principal) -> tuple[PublicLink, Visitor]:
        """A visitor and the link they came by, held until the transaction ends; ``ChatClosed``."""
        asked = select(PublicLink, Visitor).join(Visitor, Visitor.link_id == PublicLink.id)
        asked = asked.join(User, User.id == PublicLink.owner_id)
        held = asked.where(Visitor.user_id == visitor.user_id, _is_open()).with_for_update(
            of=(PublicLink, Visitor)
        )
        fresh = held.execution_options(populate_existing=True)
        found = (await self._session.execute(fresh)).one_or_none()
        if found is None:
            raise ChatClosed
        return found[0], found[1]


class LeftVisitors:
    """Visitors nobody will see again: long silent, come and gone, or left behind by their link."""

    def __init__(self, session: Session, silent_since: datetime) -> None:
        self._session = session
        came = select(Visitor).where(Visitor.user_id == User.id)
        stays = or_(
            and_(Visitor.hour_began.is_not(None), Visitor.seen_at >= silent_since),
            and_(Visitor.hour_began.is_(None), Visitor.created_at >= now() - timedelta(days=1)),
        )
        self._left = (User.kind == VISITOR, ~came.where(stays).exists())

    async def ids(self, limit: int) -> Sequence[int]:
        """The user ids of some of them."""
        return (await self._session.scalars(select(User.id).where(*self._left).limit(limit))).all()

    async def remove(self, user_id: int) -> bool:
        """Delete one with their conversations, unless they asked again or another process does."""
        free = select(User.id).where(User.id == user_id, *self._left)
        held = await self._session.scalar(free.with_for_update(skip_locked=True, of=User))
        if held is not None:
            await self._session.execute(delete(User).where(User.id == held))
        return held is not None


def _is_open() -> ColumnElement[bool]:
    """The condition that strangers may come by a link, which is joined with the user it is of."""
    return and_(
        PublicLink.is_on,
        or_(PublicLink.expires_at.is_(None), PublicLink.expires_at > now()),
        User.suspended_at.is_(None),
    )
