"""What a request may hold is declared: no column of the database is set by naming it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from docs.generate import closed_app
from folioscope.platform.database.base import Base
from tests.signed_in import Accounts

OPENAPI = closed_app().openapi()
SHAPES = OPENAPI["components"]["schemas"]
JSON_ROUTES = [
    (method.upper(), path, route["requestBody"]["content"]["application/json"]["schema"])
    for path, methods in OPENAPI["paths"].items()
    for method, route in methods.items()
    if "application/json" in route.get("requestBody", {}).get("content", {})
]
IDS = [f"{method} {path}" for method, path, _ in JSON_ROUTES]


def columns() -> set[str]:
    """The names of all columns there are."""
    return {column.name for table in Base.metadata.tables.values() for column in table.columns}


def shapes_in(schema: object, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names of all shapes that a body may have in it."""
    if isinstance(schema, Mapping):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            yield name
            yield from shapes_in(SHAPES[name], seen | {name})
        for value in schema.values():
            yield from shapes_in(value, seen)
    elif isinstance(schema, list):
        for value in schema:
            yield from shapes_in(value, seen)


def declared(schema: Mapping[str, Any]) -> set[str]:
    """The fields that the body itself may have."""
    names = {str(schema.get("$ref", "")).rpartition("/")[2]} - {""}
    for choice in [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        names |= {str(choice.get("$ref", "")).rpartition("/")[2]} - {""}
    return {field for name in names for field in SHAPES[name].get("properties", ())}


@pytest.mark.parametrize(("method", "path", "schema"), JSON_ROUTES, ids=IDS)
def test_t27_no_shape_of_a_request_is_open(method: str, path: str, schema: Any) -> None:
    for name in shapes_in(schema):
        if "properties" in SHAPES[name]:
            assert SHAPES[name].get("additionalProperties") is False, name


async def test_t27_no_column_is_set_by_naming_it(accounts: Accounts) -> None:
    program = await accounts.someone("ada", role="owner")
    before = await program.rows("SELECT id, role FROM users")
    for method, path, schema in JSON_ROUTES:
        unasked = sorted(columns() - declared(schema))
        assert {"owner_id", "created_at"} & set(unasked), path
        response = await program.client.request(
            method, path.replace("{page}", "1"), json=dict.fromkeys(unasked, "owner")
        )
        assert response.status_code in {404, 422}, (path, response.text)
        if response.status_code == 422:
            told = response.json()["detail"]
            assert [name for name in unasked if f"{name}: Extra inputs" not in told] == [], path
    assert await program.rows("SELECT id, role FROM users") == before
