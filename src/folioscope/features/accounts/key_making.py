"""API keys made and revoked: good for no more than their user, and both written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from folioscope.errors import Forbidden
from folioscope.features.accounts.key_repository import ApiKeys
from folioscope.features.accounts.keys import in_order, new_key, scopes_for
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.accounts.tables import ApiKey
from folioscope.features.audit.repository import AuditLog
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import LOCAL_USER_ID, Principal, Role, Scope


class ScopesTooWide(Forbidden):
    """A key that would be good for more than whoever it is for."""

    code = "scopes_too_wide"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key to be made: for the caller if no ``user_id`` is named, for ever if it lasts None."""

    name: str
    scopes: frozenset[Scope]
    lasts: timedelta | None
    user_id: int | None = None


async def make_key(session: Session, principal: Principal, wanted: Wanted) -> tuple[ApiKey, str]:
    """A new key, as it is kept and as it is told, this once."""
    keys = ApiKeys(session, principal)
    user = await keys.get_user(wanted.user_id)
    role: Role = "owner" if user.id == LOCAL_USER_ID else cast("Role", user.role)
    too_wide = wanted.scopes - scopes_for(principal, role)
    if too_wide:
        raise ScopesTooWide(f"The key may not be good for this: {', '.join(in_order(too_wide))}.")
    key = new_key()
    ends = None if wanted.lasts is None else now() + wanted.lasts
    row = await keys.add(key, user, wanted.name, wanted.scopes, ends)
    detail = {"scopes": row.scopes}
    await AuditLog(session, principal).note("make_key", ("key", row.id), user.id, detail)
    return row, key


async def revoke_key(
    session: Session, principal: Principal, revocations: Revocations, key_id: str
) -> None:
    """Have a key be refused from now on, in open streams too; ``KeyNotFound``."""
    row, is_new = await ApiKeys(session, principal).revoke(key_id)
    if is_new:
        await AuditLog(session, principal).note("revoke_key", ("key", row.id), row.user_id)
    revocations.tell_after(session)
