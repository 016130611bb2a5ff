"""The two ways to answer, and the names they go by."""

from __future__ import annotations

from typing import Literal, get_args

Mode = Literal["hybrid", "strict"]
MODES: tuple[Mode, ...] = get_args(Mode)
_ALSO: dict[str, Mode] = {"rag_only": "strict", "rag": "strict"}


def mode_named(name: object) -> object:
    """The mode of that name; ``RAG only`` is another one of ``strict``. None stays None."""
    if not isinstance(name, str):
        return name
    plain = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
    found = _ALSO.get(plain, plain)
    if found not in MODES:
        msg = "a mode is hybrid, or strict (which rag_only means, too)"
        raise ValueError(msg)
    return found
