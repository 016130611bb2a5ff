"""What the description of the API says of logging in: by which schemes, and for which routes."""

from __future__ import annotations

from typing import Any

from folioscope.doors.access import ACCESS, Access

SCHEMES: dict[str, Any] = {
    "password": {
        "type": "oauth2",
        "description": "A user's address and password, for tokens that are good for minutes.",
        "flows": {
            "password": {
                "tokenUrl": "/api/auth/token",
                "refreshUrl": "/api/auth/refresh",
                "scopes": {},
            }
        },
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token, an API key, or the token of another system.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "folioscope_access",
        "description": "The login of the page; changes need its Origin as well.",
    },
}


def describe_security(openapi: dict[str, Any]) -> None:
    """Tell what each route asks, from the one table that the gate goes by."""
    openapi["components"]["securitySchemes"] = SCHEMES
    for path, methods in openapi["paths"].items():
        for method, route in methods.items():
            route["security"] = _of(ACCESS[f"{method.upper()} {path}"])


def _of(access: Access) -> list[dict[str, list[str]]]:
    return [] if access.scope is None else [{name: []} for name in SCHEMES]
