"""What a process has open for accounts: the ways people are known, and what logins are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from folioscope.features.accounts.identify import THE_MACHINE, ForAccount, Identities, Resolver
from folioscope.features.accounts.last_seen import LastSeen
from folioscope.features.accounts.logging_in import Terms
from folioscope.features.accounts.passwords import Passwords
from folioscope.features.accounts.revocations import Revocations

if TYPE_CHECKING:
    from folioscope.features.accounts.single_sign_on import SingleSignOn

Mode = Literal["off", "password", "oidc", "jwt"]


@dataclass(frozen=True)
class OpenedAccounts:
    """Handed to doors and routes. While accounts are off no login can be made: no ``terms``."""

    mode: Mode
    revocations: Revocations
    resolvers: dict[str, Resolver]
    others: Resolver | None = None
    terms: Terms | None = None
    is_sign_up_open: bool = False
    public_url: str = ""
    single_sign_on: SingleSignOn | None = None
    for_account: ForAccount | None = None
    passwords: Passwords = field(default_factory=Passwords)
    seen: LastSeen = field(default_factory=LastSeen)

    def identities(self, own_token: str) -> Identities:
        """Who is known at a door whose server has a token of its own."""
        nobody = THE_MACHINE if self.mode == "off" else None
        return Identities(own_token, nobody, self.resolvers, self.others, self.for_account)
