"""Who writes answers, in words: which model, and whether text leaves this machine for it."""

from __future__ import annotations

from folioscope.backends.llm_names import EXTRACTIVE, PROVIDERS
from folioscope.backends.llm_pool import ModelState


def told(state: ModelState) -> str:
    """Which model answers, and where text goes for it."""
    if state.provider == EXTRACTIVE:
        return f"{PROVIDERS[EXTRACTIVE].title}; no text leaves this machine"
    if state.leaves_machine:
        return f"written by {state.name}; questions and passages are SENT to {state.place}"
    return f"written by {state.name}; no text leaves this machine"
