"""Who may look after whose account: an admin after members, an owner after all."""

from __future__ import annotations

from folioscope.errors import Conflict, Forbidden
from folioscope.platform.principal import Principal, Role

FIRST_OWNER = "folioscope users create EMAIL --role owner"
"""How the first account is made, which looks after all others."""


class RankTooLow(Forbidden):
    """An account, or a role, that is above whoever would change or give it."""

    code = "rank_too_low"


class LastOwner(Conflict):
    """The only owner that can log in: without them nobody could look after the others."""

    code = "last_owner"


class OwnAccount(Forbidden):
    """One's own account, where a password has to be shown and this door asks for none."""

    code = "own_account"


def check_rank(actor: Principal, *roles: Role) -> None:
    """See that somebody may look after users of these roles, or give them; ``RankTooLow``."""
    if actor.role == "owner" or (actor.role == "admin" and set(roles) == {"member"}):
        return
    raise RankTooLow("Admins look after members; only owners look after admins and owners.")


def check_another(actor: Principal, user_id: int) -> None:
    """See that somebody does not change their own account as if it were another's.

    Whoever finds their browser open could lock them out; ``OwnAccount``.
    """
    if actor.kind == "user" and actor.user_id == user_id:
        raise OwnAccount("This is your own account. What is done to it needs your password.")


def check_owner_stays(*, is_owner: bool, others: int) -> None:
    """Refuse to lose an owner where there are no ``others``; ``LastOwner``."""
    if is_owner and others == 0:
        raise LastOwner("This is the last owner. Make somebody else an owner first.")
