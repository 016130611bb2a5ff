"""Accounts that the person at the machine acts for, by their mail addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from folioscope.features.accounts.account_repository import Accounts
from folioscope.features.accounts.addresses import checked
from folioscope.features.accounts.repository import UserNotFound
from folioscope.features.accounts.welcome import AccountSuspended
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal, Role


@dataclass(frozen=True, slots=True)
class AccountsByAddress:
    """Looked up at each request: who was suspended just now is nobody any more."""

    database: Database

    async def __call__(self, email: str) -> Principal:
        """Who has the account, as the machine acts for them.

        Raises ``EmailInvalid``, ``UserNotFound`` and ``AccountSuspended``.
        """
        address = checked(email)
        async with self.database.read() as session:
            user = await Accounts(session).find(address)
        if user is None:
            raise UserNotFound(f"There is no account with the address {address}.")
        if user.suspended_at is not None:
            raise AccountSuspended(
                f"The account {address} is suspended: folioscope users restore {address}"
            )
        return Principal("user", user.id, cast("Role", user.role), at_machine=True)
