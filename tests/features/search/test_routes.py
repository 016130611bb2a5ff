"""Searching over HTTP: any text is a legal query."""

from __future__ import annotations

from folioscope.features.sections.headings import SECTIONS
from tests.features.sections.written_cvs import ENGLISH, GERMAN
from tests.opened_program import Program

PEOPLE = {
    "ada.txt": "Ada writes C++ and node.js in Lyon.",
    "bob.txt": "Bob O'Brien bakes sourdough bread.",
}
HIT = {"document", "path", "page", "chunk_id", "score", "text", "kb"}


QUERIES = (
    "C++", "node.js", "O'Brien", '"', "'", "AND", "NOT bread", "a OR", "text:x", "*", "(", "\\",
    "%", "id:[1 TO 2]", "-", "~1", "^2", "🙂", "; DROP TABLE chunks; --", "C#", "日本語",
    "x" * 10_000, "word " * 6_000, "e\u0301", "\u202e",
)  # fmt: skip


async def test_any_text_is_a_legal_query(program: Program) -> None:
    await program.fill("people", PEOPLE)
    for query in QUERIES:
        hits = await program.search("people", query)
        assert len(hits) == 2, query
        assert all(set(hit) >= HIT for hit in hits)
    for nothing in ("", " ", "\t\n"):
        assert await program.search("people", nothing) == []


async def test_words_with_signs_are_words_of_their_own(program: Program) -> None:
    await program.fill("people", PEOPLE)
    assert (await program.search("people", "C++"))[0]["path"] == "ada.txt"
    assert (await program.search("people", "O'Brien"))[0]["path"] == "bob.txt"


async def test_as_many_hits_as_asked_for_best_first(program: Program) -> None:
    await program.fill("people", PEOPLE)
    hits = await program.search("people", "sourdough bread", k=2)
    assert [hit["path"] for hit in hits] == ["bob.txt", "ada.txt"]
    assert hits[0]["score"] > hits[1]["score"]
    assert len(await program.search("people", "sourdough bread", k=1)) == 1
    assert hits[0]["text"] == PEOPLE["bob.txt"]
    assert (hits[0]["document"], hits[0]["kb"], hits[0]["page"]) == ("bob.txt", "people", None)


async def test_several_bases_are_searched_as_one(program: Program) -> None:
    await program.fill("one", {"ada.txt": PEOPLE["ada.txt"]})
    await program.fill("two", {"bob.txt": PEOPLE["bob.txt"]})
    everywhere = await program.search(None, "sourdough Lyon")
    assert {hit["kb"] for hit in everywhere} == {"one", "two"}
    answer = await program.post("/api/search", 200, {"query": "bread", "kb": ["two", "one"]})
    assert [hit["kb"] for hit in answer["hits"]] == ["two", "one"]
    assert {hit["kb"] for hit in await program.search("one", "bread")} == {"one"}


async def test_filters_narrow_to_documents_and_kinds(program: Program) -> None:
    await program.fill("people", PEOPLE)
    for filters, paths in (
        ({"documents": ["ada.txt"]}, ["ada.txt"]),
        ({"documents": ["nobody.txt"]}, []),
        ({"documents": ["' OR 1=1 --"]}, []),
        ({"kinds": ["resume"]}, []),
        ({"kinds": ["document"], "documents": ["bob.txt"]}, ["bob.txt"]),
    ):
        hits = await program.search("people", "bread Lyon", filters=filters)
        assert [hit["path"] for hit in hits] == paths


async def test_filters_narrow_to_sections_of_cvs(program: Program) -> None:
    await program.fill("people", {"jane.txt": ENGLISH, "anna.txt": GERMAN, **PEOPLE})
    for filters, expected in (
        ({"sections": ["skills"]}, {("jane.txt", "skills"), ("anna.txt", "skills")}),
        ({"sections": ["languages"]}, {("anna.txt", "languages")}),
        (
            {"sections": ["summary", "education"], "documents": ["anna.txt"]},
            {("anna.txt", "summary"), ("anna.txt", "education")},
        ),
        ({"sections": ["awards"]}, set()),
        ({"sections": ["skills"], "documents": ["ada.txt"]}, set()),
    ):
        hits = await program.search("people", "Java and sourdough", filters=filters, k=50)
        assert {(hit["path"], hit["section"]) for hit in hits} == expected
    everything = await program.search("people", "Java and sourdough", k=50)
    assert ("ada.txt", None) in {(hit["path"], hit["section"]) for hit in everything}


async def test_a_hit_in_a_cv_says_of_which_entry_it_is(program: Program) -> None:
    cakes = "* Cakes of every kind for weddings and for the café across the street\n" * 3
    await program.fill("people", {"jane.txt": ENGLISH.replace("* Cakes\n", cakes), **PEOPLE})
    wanted = {"sections": ["experience"]}
    hits = await program.search("people", "Who bakes cakes?", filters=wanted)
    (cakes_hit,) = [hit for hit in hits if "Cakes" in hit["text"]]
    assert cakes_hit["entry"] == {
        "organization": "Crumb & Co",
        "position": "Apprentice Baker",
        "dates": "2016 - 2019",
    }
    other, *_ = await program.search("people", "bread", filters={"documents": ["bob.txt"]})
    assert (other["section"], other["entry"]) == (None, None)


async def test_an_unknown_section_is_refused_with_those_there_are(program: Program) -> None:
    wanted = {"query": "x", "filters": {"sections": ["skills", "hobbies"]}}
    refused = await program.post("/api/search", 422, wanted)
    assert refused["code"] == "invalid_request"
    assert "filters.sections.1" in refused["detail"]
    assert all(f"'{name}'" in refused["detail"] for name in SECTIONS)


async def test_a_search_that_cannot_be_is_refused(program: Program) -> None:
    for wanted in (
        {},
        {"query": 5},
        {"query": "x", "k": 0},
        {"query": "x", "k": 101},
        {"query": "x" * 32_001},
        {"query": "x", "filters": {"owner_id": ["1"]}},
        {"query": "x", "unheard": 1},
    ):
        assert (await program.post("/api/search", 422, wanted))["code"] == "invalid_request"


async def test_a_hit_tells_why_it_is_there_where_that_is_asked(program: Program) -> None:
    await program.fill("people", PEOPLE)
    wanted = {"query": "sourdough bread", "kb": "people", "explain": True}
    answer = await program.post("/api/search", 200, wanted)
    bob, ada = (hit["explanation"] for hit in answer["hits"])
    assert (bob["meaning"]["rank"], bob["words"]["rank"], bob["fused"]["rank"]) == (1, 1, 1)
    assert (ada["words"], ada["fused"]["rank"], ada["rerank"], ada["held_back"]) == (
        None,
        2,
        None,
        False,
    )
    assert 0 < bob["trust"] < 1
    assert bob["model"] == "all-MiniLM-L6-v2"
    assert answer["notes"] == []
    for hit in await program.search("people", "sourdough bread"):
        assert (hit["explanation"], hit["duplicates"]) == (None, [])
        assert (hit["before"], hit["after"]) == ([], [])


async def test_how_a_search_is_done_can_be_chosen(program: Program) -> None:
    lines = "\n\n".join(f"Line {number}. " + "Bread is baked. " * 50 for number in range(6))
    await program.fill("people", {**PEOPLE, "book.txt": lines})
    hits = await program.search("people", "bread", k=10, per_document=1)
    assert sorted(hit["path"] for hit in hits) == ["ada.txt", "bob.txt", "book.txt"]
    (hit,) = await program.search("people", "Line 3", k=1, neighbours=1)
    (before,), (after,) = hit["before"], hit["after"]
    assert before["distance"] == after["distance"] == 1
    assert before["text"] != hit["text"] != after["text"]
    for wrong in ({"neighbours": 4}, {"neighbours": -1}, {"per_document": 0}, {"rerank": "maybe"}):
        refused = await program.post("/api/search", 422, {"query": "x", **wrong})
        assert next(iter(wrong)) in refused["detail"]


async def test_a_reranker_that_cannot_judge_is_told(program: Program) -> None:
    await program.fill("people", PEOPLE)
    answer = await program.post("/api/search", 200, {"query": "bread", "rerank": True})
    assert len(answer["hits"]) == 2
    (note,) = answer["notes"]
    assert note["kb"] is None
    assert note["message"].startswith("The order is that of the search alone: ")


async def test_an_empty_base_has_nothing(program: Program) -> None:
    assert await program.search(None, "x") == []
    await program.post("/api/kbs", 201, {"name": "kb"})
    assert await program.search("kb", "x") == []
