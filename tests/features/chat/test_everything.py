"""Everything that is in the asked bases, in order, where it is little."""

from __future__ import annotations

import pytest

from folioscope.errors import NotFound
from folioscope.features.chat.everything import everything
from folioscope.features.search.wanted import Filters, Wanted
from folioscope.platform.principal import LOCAL, Principal
from tests.opened_program import Program
from tests.scripted_llm import ScriptedModel


@pytest.fixture
async def filled(program: Program) -> Program:
    long = "\n\n".join(f"Part {number}. " + "It was so. " * 30 for number in range(12))
    await program.fill("people", {"b.txt": "Bob bakes.", "a.txt": long})
    await program.fill("food", {"bread.txt": "Bread is baked."})
    return program


async def test_all_is_shown_in_the_order_of_the_documents(filled: Program) -> None:
    hits = await everything(filled.database, LOCAL, Wanted("?"), ScriptedModel())
    assert hits is not None
    paths = list(dict.fromkeys(hit.path for hit in hits))
    assert paths == ["bread.txt", "a.txt", "b.txt"]
    chapters = [hit for hit in hits if hit.path == "a.txt"]
    assert len(chapters) > 3
    assert [hit.ordinal for hit in chapters] == sorted(hit.ordinal for hit in chapters)
    assert all(f"Part {number}." in "".join(hit.text for hit in hits) for number in range(12))


async def test_only_the_asked_bases_and_documents_are_shown(filled: Program) -> None:
    food = await everything(filled.database, LOCAL, Wanted("?", ["food"]), ScriptedModel())
    assert [hit.text for hit in food or ()] == ["Bread is baked."]
    narrowed = Wanted("?", filters=Filters(documents=("b.txt",)))
    one = await everything(filled.database, LOCAL, narrowed, ScriptedModel())
    assert [hit.text for hit in one or ()] == ["Bob bakes."]


async def test_more_than_the_model_could_read_is_left_to_the_search(filled: Program) -> None:
    small = ScriptedModel(context_tokens=500)
    assert await everything(filled.database, LOCAL, Wanted("?", ["people"]), small) is None
    assert await everything(filled.database, LOCAL, Wanted("?", ["food"]), small) is not None


async def test_nobody_is_shown_what_is_not_theirs(filled: Program) -> None:
    other = Principal("user", 77)
    assert await everything(filled.database, other, Wanted("?"), ScriptedModel()) == ()
    with pytest.raises(NotFound):
        await everything(filled.database, other, Wanted("?", ["people"]), ScriptedModel())
