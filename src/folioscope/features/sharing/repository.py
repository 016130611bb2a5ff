"""All SQL of shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, update

from folioscope.errors import NotFound
from folioscope.features.accounts.repository import UserNotFound
from folioscope.features.accounts.tables import User
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.sharing.tables import Share
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read, owned_by
from folioscope.platform.principal import Principal, acting
from folioscope.platform.runs.states import ACTIVE
from folioscope.platform.runs.tables import Run

PERSON = "person"


class ShareNotFound(NotFound):
    """No such share of that base."""

    code = "share_not_found"


@dataclass(frozen=True, slots=True)
class Shared:
    """A share with whom it is for; None is everyone."""

    share: Share
    user: User | None


class Shares:
    """The shares of bases that are a principal's own."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, KnowledgeBase.owner_id)

    async def list(self, base_id: str) -> Sequence[Shared]:
        """The shares of a base: with everyone first, then by name."""
        order = (Share.user_id.is_not(None), User.name, User.id)
        rows = await self._session.execute(self._of(base_id).order_by(*order))
        return [Shared(*row) for row in rows]

    async def get(self, base_id: str, share_id: str) -> Shared:
        """The share of that id, if it is one of this base; ``ShareNotFound``."""
        chosen = self._of(base_id).where(Share.id == share_id)
        row = (await self._session.execute(chosen)).one_or_none()
        if row is None:
            msg = f"There is no share “{share_id}” of this knowledge base."
            raise ShareNotFound(msg)
        return Shared(*row)

    async def put(self, base: KnowledgeBase, user: User | None, access: str) -> Share:
        """Share a base, which is held, with a user or with everyone; anew where it is already."""
        user_id = None if user is None else user.id
        known = self._of(base.id).where(Share.user_id.is_not_distinct_from(user_id))
        row = (await self._session.execute(known)).one_or_none()
        share = Share(base_id=base.id, user_id=user_id) if row is None else row[0]
        share.access = access
        self._session.add(share)
        await self._session.flush()
        return share

    async def remove(self, share: Share) -> None:
        """End a share."""
        await self._session.delete(share)
        await self._session.flush()

    def _of(self, base_id: str) -> Select[Share, User]:
        return (
            select(Share, User)
            .join(KnowledgeBase, KnowledgeBase.id == Share.base_id)
            .outerjoin(User, User.id == Share.user_id)
            .where(self._visible, Share.base_id == base_id)
        )


class Recipients:
    """The users whom a principal may share with."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal

    async def by_email(self, email: str) -> User:
        """Who has that address, which somebody who knows it may name; ``UserNotFound``."""
        chosen = select(User).where(User.email == email.strip().lower(), User.kind == PERSON)
        return _found(await self._session.scalar(chosen), email)

    async def by_id(self, user_id: int) -> User:
        """The user of that id, for those who look after users: ids are numbers to be counted up.

        Anybody else, and who came with a key that is not good for it, names the users that they
        may act for. ``UserNotFound``.
        """
        looks_after = self._principal.role != "member" and "admin" in self._principal.scopes
        chosen = select(User).where(User.id == user_id, User.kind == PERSON)
        if not looks_after:
            chosen = chosen.where(owned_by(self._principal, User.id))
        return _found(await self._session.scalar(chosen), str(user_id))


class LostAnswers:
    """Answers that are being made of a base, for users who may not read it any more."""

    def __init__(self, session: Session, base_id: str) -> None:
        self._session = session
        self._base_id = base_id

    async def stop(self, user_id: int | None) -> None:
        """Ask those of a user, or of everyone but visitors, who have not come by a share, to end.

        To be asked once the share is gone: whoever may read the base in another way goes on.
        """
        asked = select(Run.id, Run.actor_kind, Run.actor_id, Run.input).where(
            Run.status.in_(ACTIVE), Run.thread_id.is_not(None), Run.actor_kind != "visitor"
        )
        if user_id is not None:
            asked = asked.where(Run.actor_id == user_id)
        by_actor: defaultdict[Principal, list[str]] = defaultdict(list)
        for run_id, kind, actor_id, told in await self._session.execute(asked):
            if self._base_id in (told.get("bases") or (self._base_id,)):
                by_actor[acting(kind, actor_id)].append(run_id)
        for actor, run_ids in by_actor.items():
            if not await self._may_read(actor):
                ended = update(Run).where(Run.id.in_(run_ids), Run.cancel_requested_at.is_(None))
                await self._session.execute(ended.values(cancel_requested_at=now()))

    async def _may_read(self, principal: Principal) -> bool:
        readable = may_read(principal, KnowledgeBase.owner_id, KnowledgeBase.id)
        chosen = select(KnowledgeBase.id).where(readable, KnowledgeBase.id == self._base_id)
        return await self._session.scalar(chosen) is not None


def _found(user: User | None, named: str) -> User:
    if user is None:
        msg = f"There is no user “{named}”."
        raise UserNotFound(msg)
    return user
