"""What becomes of passages after they are ranked: judged, folded, spread, completed, explained."""

from __future__ import annotations

import json
from dataclasses import replace

from folioscope.errors import BackendBusy
from folioscope.features.search.hybrid import DEPTH
from folioscope.features.search.wanted import Filters
from tests.features.search.opened_library import Library
from tests.features.search.scripted_reranker import ScriptedReranker
from tests.features.sections.written_cvs import ENGLISH

SHORT = "Ada bakes bread."
LONG = "Bob bakes bread and has written of it in many words and in several papers."
TALK = "\n".join(
    f"Paragraph {number} of the book tells how bread was baked in the year {1700 + number}, by "
    f"whom, for whom and out of which flour, as far as anybody can know number {number}.\n"
    for number in range(40)
)


def reranking(library: Library, reranker: ScriptedReranker, *, always: bool = False) -> Library:
    """The same with a reranker."""
    searcher = library.folioscope.searcher
    return replace(library, searcher=replace(searcher, reranker=reranker, reranks=always))


async def test_a_reranker_has_the_last_word_where_it_is_asked_for(library: Library) -> None:
    await library.fill("kb", {"ada.txt": SHORT, "bob.txt": LONG})
    judged = reranking(library, ScriptedReranker())
    always = reranking(library, ScriptedReranker(), always=True)
    assert await judged.paths("Ada bakes") == ["ada.txt", "bob.txt"]
    assert await judged.paths("Ada bakes", rerank=True) == ["bob.txt", "ada.txt"]
    assert await always.paths("Ada bakes") == ["bob.txt", "ada.txt"]
    assert await always.paths("Ada bakes", rerank=False) == ["ada.txt", "bob.txt"]


async def test_a_reranker_that_fails_leaves_what_was_found(library: Library) -> None:
    await library.fill("kb", {"ada.txt": SHORT, "bob.txt": LONG})
    failing = reranking(library, ScriptedReranker(error=BackendBusy("Out of breath.")))
    found = await failing.find("Ada bakes", rerank=True)
    assert [hit.path for hit in found.hits] == ["ada.txt", "bob.txt"]
    assert [(note.kb, note.code) for note in found.notes] == [(None, "backend_busy")]
    assert (await failing.find("Ada bakes")).notes == ()


async def test_each_hit_tells_where_it_stood_after_each_step(library: Library) -> None:
    await library.fill("kb", {"ada.txt": SHORT, "bob.txt": LONG, "eve.txt": "Eve paints boats."})
    judged = reranking(library, ScriptedReranker())
    hits = await judged.search("Ada bakes", explain=True, rerank=True)
    assert [hit.explanation is None for hit in await judged.search("Ada bakes")] == [True] * 3
    bob = hits[0].explanation
    assert bob is not None
    assert bob.rerank is not None
    assert (bob.rerank.name, bob.rerank.before, bob.rerank.after) == ("scripted", 2, 1)
    assert (bob.fused.rank, bob.model, bob.held_back) == (2, "all-MiniLM-L6-v2", False)
    ranks = [why.words.rank if why.words else None for hit in hits if (why := hit.explanation)]
    assert sorted(ranks, key=str) == [1, 2, None]
    for hit in hits:
        why = hit.explanation
        assert why is not None
        assert why.meaning is not None
        assert -1 <= why.meaning.score <= 1.000001
        assert why.fused.score == hit.score


async def test_the_same_text_in_several_documents_is_one_hit(library: Library) -> None:
    await library.fill("one", {"talk.txt": LONG, "copies/talk.md": LONG + "\n", "ada.txt": SHORT})
    await library.fill("two", {"talk.txt": LONG})
    found = await library.search("many words in several papers")
    assert len(found) == 2
    told = {(each.kb, each.path) for each in found[0].duplicates}
    told.add((found[0].kb, found[0].path))
    assert told == {("one", "talk.txt"), ("one", "copies/talk.md"), ("two", "talk.txt")}
    assert found[1].duplicates == ()


async def test_a_number_of_each_document_holds_however_far_the_others_are(
    library: Library,
) -> None:
    crowd = "\n".join(
        json.dumps({"id": str(number), "title": "", "text": f"Somebody sold loaf {number}."})
        for number in range(4)
    )
    await library.fill("kb", {"book.txt": TALK * 14, "crowd.jsonl": crowd, "ada.txt": SHORT})
    query = "how bread was baked, by whom and out of which flour"
    paths = await library.paths(query, k=10, per_document=2)
    assert paths.count("book.txt") == 2
    assert len(paths) == 2 + 1 + 4
    assert len(await library.search(query, k=DEPTH)) == DEPTH


async def test_a_question_to_the_pool_hears_others_before_more_of_one(library: Library) -> None:
    await library.fill("kb", {"book.txt": TALK, "ada.txt": SHORT, "bob.txt": LONG})
    paths = await library.paths("Who bakes bread out of which flour?", k=6)
    assert sorted(paths[:4]) == ["ada.txt", "bob.txt", "book.txt", "book.txt"]
    assert paths[4:] == ["book.txt"] * 2
    hits = await library.search("Who bakes bread out of which flour?", k=6, explain=True)
    held = [hit.explanation.held_back for hit in hits if hit.explanation]
    assert held == [False] * 4 + [True] * 2
    one = Filters(documents=("book.txt",))
    assert await library.paths("Who bakes bread?", k=6, filters=one) == ["book.txt"] * 6


async def test_neighbours_come_with_the_hit_and_tell_the_page_on(library: Library) -> None:
    await library.fill("kb", {"book.txt": TALK})
    (alone,) = await library.search("the year 1720", k=1)
    assert (alone.before, alone.after) == ((), ())
    (hit,) = await library.search("the year 1720", k=1, neighbours=2)
    assert [len(hit.before), len(hit.after)] == [2, 2]
    whole = [*(one.text for one in hit.before), hit.text, *(one.text for one in hit.after)]
    at = TALK.index(whole[0])
    told = " ".join(" ".join(whole).split())
    assert " ".join(TALK[at:].split()).startswith(told)


async def test_neighbours_stay_in_the_section(library: Library) -> None:
    await library.fill("kb", {"jane.txt": ENGLISH})
    hits = await library.search("Sourdough", k=20, neighbours=3)
    by_id = {hit.chunk_id: hit.section for hit in hits}
    assert len(set(by_id.values())) > 2
    for hit in hits:
        beside = [*hit.before, *hit.after]
        assert {by_id.get(one.chunk_id, hit.section) for one in beside} <= {hit.section}
