"""The one rule of who sees a row, as a condition that every repository puts into its SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, column, or_, select, table

from folioscope.platform.principal import Principal

# Named by hand: the table belongs to a feature, and the platform knows no feature.
_users = table("users", column("id", Integer), column("created_by", Integer))


def owned_by(principal: Principal, owner: Any) -> ColumnElement[bool]:
    """The condition that ``owner``, a column of owner ids, is one the principal may see."""
    own: ColumnElement[bool] = owner == principal.user_id
    if principal.kind != "local":
        return own
    created = select(_users.c.id).where(_users.c.created_by == principal.user_id)
    return or_(own, owner.in_(created))
