"""What every route answers when it cannot do what it is asked, in the description of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from folioscope.platform.api.problems import Problem as Sent

RESPONSE = {"$ref": "#/components/responses/Problem"}
OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")
"""Shapes that the framework describes and that are never sent: ours take their place."""


class Problem(BaseModel):
    """Why a request was not met (RFC 9457). With ``Retry-After`` it may be met later."""

    type: str = Field(description="always `about:blank`: `code` says more")
    title: str = Field(description="the status in words")
    status: int = Field(description="the status of the answer")
    code: str = Field(description="stable name of what happened, for programs")
    detail: str = Field(description="what happened, for people")
    request_id: str | None = Field(None, description="by which the log knows the request")


def describe_problems(openapi: dict[str, Any]) -> None:
    """Say of every route that it answers problem documents, in place of what it does not send."""
    components = openapi["components"]
    for name in OF_THE_FRAMEWORK:
        components["schemas"].pop(name, None)
    components["schemas"]["Problem"] = Problem.model_json_schema()
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told = {"description": "Why it was not done", "content": {Sent.media_type: shape}}
    components["responses"] = {"Problem": told}
    for methods in openapi["paths"].values():
        for route in methods.values():
            _describe(route["responses"])


def _describe(responses: dict[str, Any]) -> None:
    if _is_of_the_framework(responses.get("422", {})):
        del responses["422"]
    for kind in ("4XX", "5XX"):
        responses.setdefault(kind, RESPONSE)


def _is_of_the_framework(response: Mapping[str, Any]) -> bool:
    """Whether it was put there by the framework, and not by the route."""
    content = response.get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).endswith(OF_THE_FRAMEWORK)
