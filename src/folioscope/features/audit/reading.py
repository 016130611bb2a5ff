"""That somebody was shown what is another's."""

from __future__ import annotations

from datetime import timedelta

from folioscope.features.audit.repository import AuditLog
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal


async def note_read(
    database: Database, principal: Principal, subject: tuple[str, str], owner_id: int
) -> None:
    """Write down that somebody reads a thing of another, before it is shown.

    What people read of their own is nobody's business, unless the machine reads it for them.
    """
    if _is_told(principal, owner_id):
        async with database.write() as session:
            await AuditLog(session, principal).note("read", subject, owner_id)


async def note_glance(
    database: Database, principal: Principal, subject: tuple[str, str], owner_id: int
) -> None:
    """The same of a part of a thing, once a day: who turns pages reads one thing."""
    if not _is_told(principal, owner_id):
        return
    async with database.read() as session:
        since = now() - timedelta(days=1)
        is_known = await AuditLog(session, principal).has("read", subject, owner_id, since)
    if not is_known:
        await note_read(database, principal, subject, owner_id)


def _is_told(principal: Principal, owner_id: int) -> bool:
    return owner_id != principal.user_id or principal.at_machine
