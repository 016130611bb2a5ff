"""The rules of who sees a row, as conditions that every repository puts into its SQL.

Things are either private, which ``owned_by`` tells, or in a knowledge base, and then whoever may
read the base may read them: ``may_read``. What changes a base asks ``may_write``.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    column,
    or_,
    select,
    table,
    true,
)

from folioscope.platform.database.base import UtcDateTime, now
from folioscope.platform.principal import Principal

Access = Literal["read", "write"]

# Named by hand: these tables belong to features, and the platform knows no feature.
_users = table(
    "users", column("id", Integer), column("created_by", Integer), column("kind", String)
)
_shares = table(
    "shares", column("base_id", String), column("user_id", Integer), column("access", String)
)
_links = table(
    "public_links",
    column("id", String),
    column("base_id", String),
    column("is_on", Boolean),
    column("expires_at", UtcDateTime),
)
_visitors = table("visitors", column("user_id", Integer), column("link_id", String))


def owned_by(principal: Principal, owner: Any) -> ColumnElement[bool]:
    """The condition that ``owner``, a column of owner ids, is one the principal may see."""
    if principal.over_all:
        return true()
    own: ColumnElement[bool] = owner == principal.user_id
    if principal.kind != "local":
        return own
    # Visitors belong to whoever made their link, and what they ask is theirs alone.
    created = select(_users.c.id).where(
        _users.c.created_by == principal.user_id, _users.c.kind != "visitor"
    )
    return or_(own, owner.in_(created))


def may_read(principal: Principal, owner: Any, base_id: Any) -> ColumnElement[bool]:
    """The condition that a base is the principal's own, shared with them, or of their link.

    ``owner`` and ``base_id`` are columns with the owner of a base and its id.
    """
    if principal.kind == "visitor":
        return _in(base_id, _of_link(principal))
    return or_(owned_by(principal, owner), _in(base_id, _shared_with(principal, "read")))


def may_write(principal: Principal, owner: Any, base_id: Any) -> ColumnElement[bool]:
    """The condition that the principal may change what is in a base; see ``may_read``."""
    if principal.kind == "visitor":
        return owned_by(principal, owner)  # they own no base
    return or_(owned_by(principal, owner), _in(base_id, _shared_with(principal, "write")))


def _in(base_id: Any, chosen: Select[Any]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = base_id.in_(chosen)
    return condition


def _shared_with(principal: Principal, access: Access) -> Select[Any]:
    with_me = or_(_shares.c.user_id == principal.user_id, _shares.c.user_id.is_(None))
    chosen = select(_shares.c.base_id).where(with_me)
    return chosen if access == "read" else chosen.where(_shares.c.access == access)


def _of_link(principal: Principal) -> Select[Any]:
    return (
        select(_links.c.base_id)
        .join(_visitors, _visitors.c.link_id == _links.c.id)
        .where(
            _visitors.c.user_id == principal.user_id,
            _links.c.is_on,
            or_(_links.c.expires_at.is_(None), _links.c.expires_at > now()),
        )
    )
