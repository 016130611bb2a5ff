"""All SQL of failed logins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from folioscope.features.accounts.tables import LoginFailure
from folioscope.platform.database.engine import Session


class LoginFailures:
    """How often in a row logins failed, by the digest of what they are counted for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, digest: str, at: datetime) -> tuple[int, datetime]:
        """Count one more; how many there are then, and until when the try had to wait.

        Tries at the same time come one after the other here.
        """
        engine = self._session.get_bind().dialect.name
        insert = sqlite.insert if engine == "sqlite" else postgresql.insert
        counted = (
            insert(LoginFailure)
            .values(digest=digest, failures=1, until=at)
            .on_conflict_do_update(
                index_elements=[LoginFailure.digest],
                set_={"failures": LoginFailure.failures + 1},
            )
            .returning(LoginFailure.failures, LoginFailure.until)
        )
        row = (await self._session.execute(counted)).one()
        return row[0], row[1]

    async def wait(self, digest: str, until: datetime) -> None:
        """Have the next try wait."""
        chosen = update(LoginFailure).where(LoginFailure.digest == digest)
        await self._session.execute(chosen.values(until=until))

    async def forget(self, digests: Collection[str]) -> None:
        """Begin to count anew, after a login that went well."""
        await self._session.execute(delete(LoginFailure).where(LoginFailure.digest.in_(digests)))
