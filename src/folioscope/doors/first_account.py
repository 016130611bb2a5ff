"""Whether anybody can log in at all, or the first account is still to be made."""

from __future__ import annotations

from folioscope.features.accounts.account_repository import Accounts
from folioscope.features.accounts.ranks import FIRST_OWNER
from folioscope.platform.database.engine import Database
from folioscope.settings.values import Settings

NONE_YET = "There is no account yet, so nobody can log in."
MAKE_ONE = f"Make the first on this machine: {FIRST_OWNER}"


async def lacks_accounts(settings: Settings, database: Database) -> bool:
    """Whether people log in by password, and nobody has one."""
    if settings.auth != "password":
        return False
    async with database.read() as session:
        return await Accounts(session).count() == 0
