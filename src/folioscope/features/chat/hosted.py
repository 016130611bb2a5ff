"""On what terms visitors of a public link ask: from the documents only, as the owner has it."""

from __future__ import annotations

from collections.abc import Sequence

from folioscope.errors import Forbidden
from folioscope.features.chat.modes import Mode
from folioscope.platform.principal import Principal

VISITORS_MODE: Mode = "strict"


class ChosenByOwner(Forbidden):
    """What visitors of a public chat find as its owner has it."""

    code = "chosen_by_owner"


def mode_for(principal: Principal, mode: str) -> str:
    """The mode of a new conversation of somebody."""
    return VISITORS_MODE if principal.kind == "visitor" else mode


def bases_for(principal: Principal, named: Sequence[str] | None) -> Sequence[str] | None:
    """What a new conversation names: visitors' say by themselves which base they ask.

    Who erases something of it finds their conversations by that.
    """
    return named or () if principal.kind == "visitor" else named


def check_choice(principal: Principal, model: str | None, mode: str | None = None) -> None:
    """Refuse with ``ChosenByOwner`` what a visitor would have otherwise than the owner."""
    if principal.kind != "visitor":
        return
    if model is not None or mode not in (None, VISITORS_MODE):
        msg = "Visitors choose neither the model nor the mode: answers are from the documents only."
        raise ChosenByOwner(msg)
