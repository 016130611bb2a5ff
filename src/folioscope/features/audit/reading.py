"""That somebody was shown what is another's."""

from __future__ import annotations

from folioscope.features.audit.repository import AuditLog
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal


async def note_read(
    database: Database, principal: Principal, subject: tuple[str, str], owner_id: int
) -> None:
    """Write down that somebody reads a thing of another, before it is shown.

    What people read of their own is nobody's business.
    """
    if owner_id != principal.user_id:
        async with database.write() as session:
            await AuditLog(session, principal).note("read", subject, owner_id)
