"""Whether a principal may do what a route does, or what is in their way."""

from __future__ import annotations

from typing import get_args

from folioscope.doors.access import Access
from folioscope.errors import Forbidden, Unauthenticated
from folioscope.platform.api.dependencies import LoginNeeded
from folioscope.platform.principal import Principal, Role, require_scope

ROLES: tuple[Role, ...] = get_args(Role)  # from the least to the most


class NotForVisitors(Forbidden):
    """A visitor of a public link, where only people with an account go."""

    code = "not_for_visitors"


class NotByKey(Forbidden):
    """A key, where its owner has to come in person: it must not outgrow itself."""

    code = "not_by_key"


class RoleTooLow(Forbidden):
    """Something that only administrators may do."""

    code = "role_too_low"


def check(
    access: Access, principal: Principal | None, refused: Unauthenticated | None = None
) -> None:
    """See that a principal may do what a route does, or raise what is in its way.

    ``refused`` is why nobody is known, where a credential was shown.
    """
    if access.scope is None:
        return
    if principal is None:
        raise refused or LoginNeeded("Nobody is known here without logging in or a token.")
    if principal.kind == "visitor" and not access.visitors:
        raise NotForVisitors("Visitors may ask about what is published, and nothing else.")
    if principal.kind == "key" and not access.keys:
        raise NotByKey("This is not done by a key: log in.")
    require_scope(principal, access.scope)
    if ROLES.index(principal.role) < ROLES.index(access.role):
        raise RoleTooLow(f"Only who is {access.role} or more may do this.")
