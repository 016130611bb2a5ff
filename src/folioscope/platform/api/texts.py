"""Text, and JSON of any shape, that came over the wire and may be stored."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

DEEPEST = 64  # levels of JSON, one in another


def storable(text: str) -> str:
    """Refuse what no database can keep: NUL and half of a surrogate pair."""
    if "\x00" in text:
        msg = "holds a NUL character"
        raise ValueError(msg)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        msg = "holds half of a surrogate pair"
        raise ValueError(msg) from error
    return text


def storable_json(told: dict[str, Any]) -> dict[str, Any]:
    """Refuse JSON with text that cannot be stored, or too much of it one in another."""
    level: list[Any] = [told]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return told
    msg = f"is nested more than {DEEPEST} levels deep"
    raise ValueError(msg)


def _inside(value: Any) -> list[Any]:
    """What is directly in a value; a text is looked at."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        storable(value)
    return []


Text = Annotated[str, AfterValidator(storable)]
JsonObject = Annotated[dict[str, Any], AfterValidator(storable_json)]
