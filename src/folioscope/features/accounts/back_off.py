"""How long who fails to log in waits for the next try, by account and by who tries."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from folioscope.errors import LimitReached
from folioscope.features.accounts.failure_repository import LoginFailures
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.platform.api.client_addresses import counted_for
from folioscope.platform.database.engine import Session


class TooManyFailures(LimitReached):
    """A login after many that failed, for an account that need not exist."""

    code = "too_many_failed_logins"


@dataclass(frozen=True, slots=True)
class Patience:
    """So many failures cost nothing; each one more doubles the wait, up to the longest."""

    free: int
    longest: timedelta

    def wait_after(self, failures: int) -> timedelta:
        """How long the next try waits after so many failures in a row."""
        beyond = failures - self.free
        if beyond <= 0:
            return timedelta()
        return min(timedelta(seconds=2 ** min(beyond - 1, 20)), self.longest)


OF_ONE_ADDRESS = Patience(free=5, longest=timedelta(minutes=15))
OF_ALL = Patience(free=100, longest=timedelta(minutes=1))
"""Tries from many addresses together: short, since the account's owner waits as well."""


class BackOff:
    """The failures of logins at one account, by address or id, from one place of the network."""

    def __init__(self, session: Session, account: str | int, client: str) -> None:
        self._failures = LoginFailures(session)
        counted = {(account, counted_for(client)): OF_ONE_ADDRESS, (account,): OF_ALL}
        # As JSON no text that somebody sends can look like the two together.
        self._counted = {digest_of(json.dumps(who)): wait for who, wait in counted.items()}

    async def take(self, at: datetime) -> None:
        """Count a try as failed before it is one; ``TooManyFailures`` for one that comes too soon.

        Whoever sends many at once gains nothing: they are counted one after the other.
        """
        for digest, patience in sorted(self._counted.items(), key=itemgetter(0)):
            failures, until = await self._failures.add(digest, at)
            if until > at:
                seconds = math.ceil((until - at).total_seconds())
                msg = f"Too many logins have failed. Try again in {seconds} seconds."
                raise TooManyFailures(msg, seconds)
            await self._failures.wait(digest, at + patience.wait_after(failures))

    async def forget(self) -> None:
        """The try went well: begin to count anew."""
        await self._failures.forget(list(self._counted))
