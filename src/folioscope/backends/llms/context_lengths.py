"""How much fits into models that are known by name, for servers that do not tell."""

from __future__ import annotations

# By the beginning of the name; of several the longest counts.
_KNOWN = {
    "claude-": 200_000,
    "gemini-": 1_048_576,
    "gpt-3.5-turbo": 16_385,
    "gpt-4": 8_192,
    "gpt-4-turbo": 128_000,
    "gpt-4.1": 1_047_576,
    "gpt-4o": 128_000,
    "gpt-5": 400_000,
    "gpt-oss": 131_072,
    "o1": 200_000,
    "o3": 200_000,
    "o4-mini": 200_000,
}


def known_length(model: str) -> int | None:
    """Tokens that prompt and answer may have together; None where the name tells nothing."""
    name = model.rpartition("/")[2].lower()
    fitting = [beginning for beginning in _KNOWN if name.startswith(beginning)]
    return _KNOWN[max(fitting, key=len)] if fitting else None
