"""A session about an offer keeps the offer as it was, whatever becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime

from folioscope.features.offers.tables import Board, Offer
from tests.features.coaching.coached import JOB, resume
from tests.opened_program import Program


async def offered(program: Program) -> str:
    """An offer on a board; the id."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    board = Board(
        owner_id=0, actor_kind="local", actor_id=0, name="board", backend="jsonl", config={}
    )
    async with program.database.write() as session:
        session.add(board)
        await session.flush()
        offer = Offer(
            owner_id=0,
            board_id=board.id,
            source_id="1",
            digest="d",
            title="Site Reliability Engineer",
            company="Nordwind",
            text=JOB,
            locations=[],
            remote="unknown",
            tags=[],
            contacts=[{"name": "Rita Recruiter", "email": "rita@example.org"}],
            raw={"contact": "rita@example.org"},
            first_seen_at=at,
        )
        session.add(offer)
        await session.flush()
    return offer.id


async def test_a_session_about_an_offer_outlives_it(program: Program) -> None:
    await resume(program)
    offer_id = await offered(program)
    body = {"offer_id": offer_id, "message": "Which tools does the job ask for?"}
    reply = await program.post("/api/chat/start", 200, body)
    shown = await program.get(f"/api/chat/{reply['session_id']}")
    assert (shown["offer_id"], shown["company"]) == (offer_id, "Nordwind")
    assert "rita" not in str(shown).lower()
    async with program.database.write() as session:
        await session.delete(await session.get_one(Offer, offer_id))
    said = {"message": "Where is the team of this job?"}
    again = await program.post(f"/api/chat/{reply['session_id']}/message", 200, said)
    assert "Berlin" in again["answer"]["text"]
    after = await program.get(f"/api/chat/{reply['session_id']}")
    assert (after["offer_id"], after["job_text"]) == (None, shown["job_text"])


async def test_people_in_the_title_of_an_offer_are_told_to_nobody(program: Program) -> None:
    await resume(program)
    offer_id = await offered(program)
    async with program.database.write() as session:
        offer = await session.get_one(Offer, offer_id)
        offer.title = "Cook, ask Rita Recruiter (rita@example.org)"
        offer.contacts = ["Rita Recruiter <rita@example.org>"]
    reply = await program.post("/api/chat/start", 200, {"offer_id": offer_id})
    shown = [
        await program.get(f"/api/chat/{reply['session_id']}"),
        await program.get(f"/api/offers/{offer_id}/requirements"),
        await program.rows("SELECT title FROM threads"),
        await program.rows("SELECT name FROM documents"),
    ]
    assert "rita" not in str(shown).lower()
