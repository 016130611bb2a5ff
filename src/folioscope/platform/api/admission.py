"""How often somebody may knock, at whichever door: one function counts for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.errors import LimitReached
from folioscope.platform.api.client_addresses import counted_for
from folioscope.platform.api.rates import MINUTE, Rate, Rates
from folioscope.platform.api.tarpit import Tarpit
from folioscope.platform.principal import Principal


class TooManyRequests(LimitReached):
    """More requests than one account, or a stranger, may send."""

    code = "too_many_requests"


class TooManyAttempts(LimitReached):
    """More attempts to be let in than one address may make."""

    code = "too_many_attempts"


@dataclass(frozen=True, slots=True)
class AdmissionLimits:
    """Requests a minute: of an account, of strangers by address, and their attempts to get in."""

    requests: int
    anonymous: int
    attempts: int


class Admission:
    """Counts requests, and messages over a WebSocket, which are requests by another door."""

    def __init__(self, rates: Rates, limits: AdmissionLimits) -> None:
        self.rates = rates
        self.tarpit = Tarpit()
        self.requests = Rate(
            "requests", limits.requests, MINUTE, "requests of one account a minute", TooManyRequests
        )
        self._anonymous = Rate(
            "anonymous",
            limits.anonymous,
            MINUTE,
            "requests a minute from one address without a login",
            TooManyRequests,
        )
        self._refreshes = Rate(
            "refreshes",
            limits.anonymous,
            MINUTE,
            "requests a minute from one address to go on with a login",
            TooManyRequests,
        )
        self._attempts = Rate(
            "attempts",
            limits.attempts,
            MINUTE,
            "attempts a minute from one address to log in or to be let in",
            TooManyAttempts,
        )

    async def admit(self, principal: Principal) -> None:
        """Count a request of somebody who is known; ``TooManyRequests``.

        All credentials of an account count together, or more keys would be more requests. Who is
        at the machine is not counted.
        """
        if principal.kind != "local":
            await self.rates.take(self.requests, whose(principal))

    async def admit_stranger(self, address: str) -> None:
        """Count a request of who is not known; ``TooManyRequests``."""
        await self.rates.take(self._anonymous, counted_for(address))

    async def refresh(self, address: str) -> None:
        """Count a login that is gone on with: apart, or strangers nearby would end all logins."""
        await self.rates.take(self._refreshes, counted_for(address))

    async def attempt(self, address: str) -> None:
        """Count an attempt to be let in, by whomever; ``TooManyAttempts``."""
        await self.rates.take(self._attempts, counted_for(address))


def whose(principal: Principal) -> str:
    """What is counted for a principal: the account, with whichever credential."""
    return f"user:{principal.user_id}"
