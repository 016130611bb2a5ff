"""The names of the modes."""

from __future__ import annotations

import pytest

from folioscope.features.chat.modes import mode_named
from tests.opened_program import Program


@pytest.mark.parametrize(
    "name", ["strict", "Strict", "rag_only", "RAG only", "rag-only", " Rag_Only "]
)
def test_the_strict_mode_has_several_names(name: str) -> None:
    assert mode_named(name) == "strict"


def test_no_mode_stays_none_and_an_unknown_one_is_refused() -> None:
    assert mode_named(None) is None
    with pytest.raises(ValueError, match="hybrid, or strict"):
        mode_named("lenient")


async def test_a_thread_is_made_with_any_of_the_names(program: Program) -> None:
    thread = await program.post("/api/threads", 201, {"mode": "RAG only"})
    assert thread["mode"] == "strict"
    refused = await program.post("/api/threads", 422, {"mode": "lenient"})
    assert "hybrid, or strict" in str(refused)
