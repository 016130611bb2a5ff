"""Conversations over HTTP: what may be asked, where, and how much at once."""

from __future__ import annotations

from tests.opened_program import Program


async def test_a_thread_keeps_what_it_was_begun_with(program: Program) -> None:
    base = await program.post("/api/kbs", 201, {"name": "people"})
    wanted = {"title": "Hiring", "kbs": ["people"], "mode": "strict", "model": "extractive"}
    thread = await program.post("/api/threads", 201, wanted)
    assert thread["kbs"] == [base["kb_id"]]
    assert (thread["title"], thread["mode"], thread["model"]) == ("Hiring", "strict", "extractive")


async def test_a_thread_is_named_for_its_first_question(program: Program) -> None:
    thread_id, run_id = await program.question("  Who ran Kubernetes?  ")
    await program.events(run_id)
    assert (await program.get(f"/api/threads/{thread_id}"))["title"] == "Who ran Kubernetes?"


async def test_only_the_bases_of_the_thread_are_asked_unless_the_message_says_so(
    program: Program,
) -> None:
    await program.fill("one", {"ada.txt": "Ada bakes sourdough bread."})
    await program.fill("two", {"bob.txt": "Bob bakes sourdough bread."})
    thread_id, run_id = await program.question("Who bakes bread?", kbs=["one"])

    async def asked(run: str) -> set[str]:
        (sources,) = [f.data for f in await program.events(run) if f.type == "sources"]
        return {citation["kb"] for citation in sources["citations"]}

    assert await asked(run_id) == {"one"}
    again = {"content": "Who bakes bread?", "kbs": ["two"]}
    second = await program.post(f"/api/threads/{thread_id}/messages", 202, again)
    assert await asked(second["run_id"]) == {"two"}
    third = await program.post(
        f"/api/threads/{thread_id}/messages",
        202,
        {"content": "Who bakes?", "kbs": ["one", "two"], "filters": {"documents": ["bob.txt"]}},
    )
    assert await asked(third["run_id"]) == {"two"}


async def test_what_is_in_no_document_is_not_answered(program: Program) -> None:
    await program.fill("people", {"ada.txt": "Ada bakes sourdough bread."})
    _, run_id = await program.question("What is the capital of Mongolia?", mode="strict")
    final = await program.outcome(run_id)
    assert final["grounding"]["abstained"]
    assert "Ada" not in final["text"].split("\n")[0]
    assert [citation["path"] for citation in final["citations"]] == ["ada.txt"]


async def test_a_message_that_cannot_be_is_refused_and_not_stored(program: Program) -> None:
    thread_id = (await program.post("/api/threads", 201, {}))["thread_id"]
    path = f"/api/threads/{thread_id}/messages"
    for status, wanted in (
        (422, {}),
        (422, {"content": ""}),
        (422, {"content": "x" * 32_001}),
        (422, {"content": "x", "mode": "wild"}),
        (422, {"content": "x", "policy": "explode"}),
        (422, {"content": "x", "unheard": True}),
        (404, {"content": "x", "kbs": ["nope"]}),
    ):
        await program.post(path, status, wanted)
    assert await program.messages(thread_id) == []
    assert await program.rows("SELECT id FROM runs") == []
