"""Who is asking, and what they may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from folioscope.errors import Forbidden

LOCAL_USER_ID = 0
"""The person at the machine, who owns what is made without accounts."""

ACTS_FOR = "Folioscope-As"
"""The header with the mail address of the account that the person at the machine acts for."""

Kind = Literal["local", "user", "key", "visitor"]
Role = Literal["member", "admin", "owner"]
"""From the least to the most: a member has their own things, an admin accounts, an owner both
and other admins."""
Scope = Literal["read", "ask", "ingest", "admin"]
"""What a credential is good for: reading and searching, asking, changing, looking after others."""

SCOPES: frozenset[Scope] = frozenset(get_args(Scope))
KINDS: frozenset[str] = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody a request or a run acts for.

    ``local`` is the person at the machine: it owns what it makes and may act for the users that it
    created. A ``user`` came with a login, a ``key`` is a program of a user's, with the scopes that
    the user gave it; both see what the user owns and what is shared with them. A ``visitor`` came
    by a public link: it owns its conversations and reads the one base of the link.

    Role and scopes decide what may be done, never what is seen. ``at_machine`` is a user for whom
    the person at the machine acts. With ``over_all`` that person sees what is anybody's, which
    only erasing asks for: the operator answers for the data of all.
    """

    kind: Kind
    user_id: int
    role: Role = field(default="member", compare=False)
    scopes: frozenset[Scope] = field(default=SCOPES, compare=False)
    at_machine: bool = field(default=False, compare=False)
    over_all: bool = False


class ScopeMissing(Forbidden):
    """A key that is not good for what it is asked to do."""

    code = "scope_missing"


def require_scope(principal: Principal, scope: Scope) -> None:
    """See that a credential is good for something; ``ScopeMissing``."""
    if scope not in principal.scopes:
        raise ScopeMissing(f"This key is not good for that: it lacks the scope “{scope}”.")


LOCAL = Principal("local", LOCAL_USER_ID, "owner")
OVER_ALL = Principal("local", LOCAL_USER_ID, "owner", over_all=True)


def acting(kind: str, user_id: int) -> Principal:
    """Whoever something was written down for, such as a run, to read in their name later."""
    for known in get_args(Kind):
        if kind == known:
            return Principal(known, user_id)
    msg = f"“{kind}” is no kind of principal"
    raise ValueError(msg)
