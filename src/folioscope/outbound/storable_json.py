"""JSON from elsewhere, as every database keeps it."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any


def read_json(text: str | bytes, *, strict: bool = True) -> Any:
    """The value, in which NaN and infinite numbers are null; ``ValueError`` where it is no JSON.

    Unless ``strict``, texts may hold control characters.
    """
    try:
        return json.loads(text, parse_constant=lambda _: None, parse_float=_finite, strict=strict)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _finite(number: str) -> float | None:
    value = float(number)
    return value if isfinite(value) else None
