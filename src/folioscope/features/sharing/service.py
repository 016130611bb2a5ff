"""What owners ask of the shares of their bases, in the caller's transaction; all of it is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.errors import Conflict
from folioscope.features.accounts.tables import User
from folioscope.features.audit.repository import AuditLog
from folioscope.features.knowledge.purposes import DOCUMENTS
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.sharing.repository import LostAnswers, Recipients, Shared, Shares
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import RUNS

EVERYONE = "everyone"


class BaseNotShareable(Conflict):
    """A base that a feature made for itself, whose documents mean nothing without it."""

    code = "kb_not_shareable"


class SharedWithOwner(Conflict):
    """A share for whose the base is anyway."""

    code = "shared_with_owner"


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is meant: a user by id or by address; by neither, everyone."""

    user_id: int | None = None
    email: str | None = None


async def list_shares(session: Session, principal: Principal, kb: str) -> Sequence[Shared]:
    """With whom a base is shared. It is told to its owner alone."""
    base = await Bases(session, principal).get(kb, "own")
    return await Shares(session, principal).list(base.id)


async def share(session: Session, principal: Principal, kb: str, whom: Whom, access: str) -> Shared:
    """Share a base, or change what a share of it allows.

    Raises ``BaseNotShareable``, ``UserNotFound`` and ``SharedWithOwner``.
    """
    base = await _held(session, principal, kb)
    if base.purpose != DOCUMENTS:
        msg = f"“{base.name}” is filled by this program itself, and cannot be shared."
        raise BaseNotShareable(msg)
    user = await _meant(session, principal, whom)
    if user is not None and user.id == base.owner_id:
        msg = f"“{base.name}” is theirs already."
        raise SharedWithOwner(msg)
    made = await Shares(session, principal).put(base, user, access)
    await _note(session, principal, base, "share", Shared(made, user))
    return Shared(made, user)


async def unshare(caller: Caller, kb: str, share_id: str) -> None:
    """End a share. Who may read the base no more reads it no more, from the commit on.

    What is being answered of it for them is stopped.
    """
    session, principal = caller.session, caller.principal
    base = await _held(session, principal, kb)
    shares = Shares(session, principal)
    ended = await shares.get(base.id, share_id)
    await _note(session, principal, base, "unshare", ended)
    await shares.remove(ended.share)
    await LostAnswers(session, base.id).stop(ended.share.user_id)
    caller.wakeups.notify_after(session, RUNS)


async def _held(session: Session, principal: Principal, kb: str) -> KnowledgeBase:
    """The base, held: whoever changes what is in it looks at its shares once they hold it."""
    bases = Bases(session, principal)
    return await bases.lock((await bases.get(kb, "own")).id, "own")


async def _meant(session: Session, principal: Principal, whom: Whom) -> User | None:
    recipients = Recipients(session, principal)
    if whom.email is not None:
        return await recipients.by_email(whom.email)
    return None if whom.user_id is None else await recipients.by_id(whom.user_id)


async def _note(
    session: Session, principal: Principal, base: KnowledgeBase, action: str, shared: Shared
) -> None:
    told = {"with": shared.share.user_id, "access": shared.share.access}
    if shared.share.user_id is None:
        told["with"] = EVERYONE
    await AuditLog(session, principal).note(action, ("kb", base.id), base.owner_id, told)
