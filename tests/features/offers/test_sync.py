"""What a sync makes of a board: offers, and documents that are found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from folioscope.backends.job_boards.port import BoardRefused, Unreadable
from folioscope.errors import BackendBusy
from tests.features.offers.scripted_board import Synced, posting

OVER = datetime(2020, 1, 1, tzinfo=UTC)


async def test_what_a_board_lists_is_stored_and_found(synced: Synced) -> None:
    assert await synced.counts() == {"seen": 3, "new": 3}
    (offer,) = await synced.offers(titles="Baker 1")
    assert (offer["company"], offer["salary_yearly"]) == ("Bakery 1", 30_000)
    assert offer["locations"][0]["city"] == "Lyon"
    assert await synced.find("bread number 1", titles=["Baker 1"]) == ["Baker 1"]
    documents = await synced.documents()
    assert {document["kind"] for document in documents} == {"offer"}
    assert {document["state"] for document in documents} == {"ready"}
    assert offer["document_id"] in {document["document_id"] for document in documents}


async def test_a_second_sync_of_the_same_changes_and_embeds_nothing(synced: Synced) -> None:
    await synced.sync()
    before = await synced.documents()
    result = await synced.sync()
    assert result["counts"] == {"seen": 3, "new": 0, "changed": 0, "closed": 0, "failed": 0}
    assert result["ingest_run_ids"] == []
    assert await synced.documents() == before


async def test_an_offer_that_changed_has_a_new_text_and_the_same_name(synced: Synced) -> None:
    await synced.sync()
    (before,) = await synced.offers(titles="Baker 1")
    synced.board.postings[1] = posting(1, text="We roast coffee.", title="Barista")
    assert await synced.counts() == {"seen": 3, "changed": 1}
    (offer,) = await synced.offers(titles="Barista")
    assert offer["offer_id"] == before["offer_id"]
    assert await synced.find("roast coffee", titles=["Barista"]) == ["Barista"]
    names = [document["path"] for document in await synced.documents()]
    assert len(names) == 3
    assert any(offer["offer_id"] in name for name in names)


async def test_what_counts_views_alone_is_no_change(synced: Synced) -> None:
    await synced.sync()
    synced.board.postings[1] = posting(1, raw={"id": 1, "views": 99})
    assert await synced.counts() == {"seen": 3}


async def test_an_offer_is_closed_when_two_whole_looks_in_a_row_miss_it(synced: Synced) -> None:
    await synced.sync()
    gone = synced.board.postings.pop(1)
    assert await synced.counts() == {"seen": 2}
    assert len(await synced.offers()) == 3
    assert await synced.counts() == {"seen": 2, "closed": 1}
    (closed,) = await synced.offers(state="closed")
    assert (closed["title"], closed["document_id"]) == ("Baker 1", None)
    assert len(await synced.documents()) == 2
    assert "Baker 1" not in await synced.find("bread number 1")
    synced.board.postings.append(gone)
    assert await synced.counts() == {"seen": 3, "changed": 1}
    (again,) = await synced.offers(titles="Baker 1")
    assert (again["offer_id"], again["closed_at"]) == (closed["offer_id"], None)
    assert "Baker 1" in await synced.find("bread number 1", titles=["Baker 1"])


async def test_an_offer_that_was_missed_once_begins_anew(synced: Synced) -> None:
    await synced.sync()
    gone = synced.board.postings.pop(1)
    await synced.sync()
    synced.board.postings.append(gone)
    await synced.sync()
    synced.board.postings.remove(gone)
    assert await synced.counts() == {"seen": 2}


async def test_an_offer_whose_last_day_is_over_is_closed_at_once(synced: Synced) -> None:
    synced.board.postings[1] = posting(1, expires_at=OVER)
    await synced.sync()
    assert len(await synced.offers()) == 3, "it is still listed"
    synced.board.postings.pop(1)
    assert await synced.counts() == {"seen": 2, "closed": 1}


async def test_a_look_at_what_is_new_closes_nothing(synced: Synced) -> None:
    await synced.sync()
    synced.board.postings = [posting(7)]
    for _ in range(3):
        result = await synced.sync(since="2026-01-01T00:00:00Z")
        assert result["counts"]["closed"] == 0
    assert synced.board.asked[-1] == datetime(2026, 1, 1, tzinfo=UTC)
    assert len(await synced.offers()) == 4


async def test_a_board_that_lists_a_part_closes_nothing(synced: Synced) -> None:
    await synced.sync()
    synced.board.lists_all = False
    synced.board.postings.clear()
    await synced.sync()
    await synced.sync()
    assert len(await synced.offers()) == 3


async def test_a_board_that_breaks_off_closes_nothing_and_what_it_told_is_kept(
    synced: Synced,
) -> None:
    await synced.sync()
    synced.board.postings = [posting(8, text="We sail boats."), posting(9)]
    for _ in range(3):
        synced.board.failures = {2: BoardRefused("The board answers with a page, not with JSON.")}
        outcome = await synced.program.outcome(await synced.start())
        assert outcome["code"] == "board_refused"
    assert len(await synced.offers()) == 5
    last = (await synced.program.get("/api/boards/jobs"))["last_sync"]
    assert (last["state"], last["is_whole"]) == ("failed", False)
    assert last["reason"]["message"] == "The board answers with a page, not with JSON."
    assert last["counts"] == {"seen": 2, "new": 0, "changed": 0, "closed": 0, "failed": 0}
    names = " ".join(document["path"] for document in await synced.documents())
    assert "Baker 8" in names


async def test_a_busy_board_is_asked_again_and_nothing_is_counted_twice(synced: Synced) -> None:
    await synced.sync()
    synced.board.postings.append(posting(3))
    synced.board.failures = {2: BackendBusy("Too many requests.", retry_after=0)}
    run_id = await synced.start()
    result = (await synced.program.outcome(run_id))["result"]
    assert result["counts"] == {"seen": 4, "new": 1, "changed": 0, "closed": 0, "failed": 0}
    assert (await synced.program.get(f"/api/runs/{run_id}"))["attempt"] == 2


async def test_a_posting_that_cannot_be_read_is_told_and_stays_open(synced: Synced) -> None:
    await synced.sync()
    broken = Unreadable("1", "posting_unreadable", "The posting 1 has no title.")
    synced.board.postings[1] = broken
    for _ in range(2):
        result = await synced.sync()
        assert result["counts"] == {"seen": 3, "new": 0, "changed": 0, "closed": 0, "failed": 1}
        assert result["failures"] == [
            {"source_id": "1", "code": broken.code, "message": broken.message}
        ]
    assert len(await synced.offers()) == 3


async def test_an_offer_that_a_board_lists_twice_is_one(synced: Synced) -> None:
    synced.board.postings += [posting(0), posting(0)]
    assert await synced.counts() == {"seen": 3, "new": 3}


async def test_offers_of_the_same_words_are_two_documents(synced: Synced) -> None:
    alike = {"title": "Cook", "text": "We cook soup.", "company": "Inn"}
    synced.board.postings = [posting(1, **alike), posting(2, **alike)]
    await synced.sync()
    assert len({offer["document_id"] for offer in await synced.offers()}) == 2
    assert await synced.find("cook soup") == ["Cook", "Cook"]


async def test_a_document_that_was_deleted_comes_back_with_the_next_sync(synced: Synced) -> None:
    await synced.sync()
    document = (await synced.documents())[0]
    path = "/api/kbs/jobs/documents"
    await synced.program.ask("DELETE", path, 204, params={"document": document["document_id"]})
    await synced.sync()
    assert len(await synced.documents()) == 3


async def test_a_base_that_was_deleted_is_made_anew(synced: Synced) -> None:
    await synced.sync()
    await synced.program.ask("DELETE", "/api/kbs/jobs", 204)
    await synced.sync()
    assert len(await synced.documents()) == 3
    assert await synced.find("bread number 1", titles=["Baker 1"]) == ["Baker 1"]


async def test_people_and_mails_are_for_the_owner_alone(synced: Synced) -> None:
    synced.board.postings = [
        posting(
            1,
            text="Ask Mrs Zora Quill, zora@example.com or +33 6 12 34 56 78.",
            contacts=("Mrs Zora Quill", "zora@example.com"),
            raw={"mail": "zora@example.com"},
        )
    ]
    result = await synced.sync()
    (listed,) = await synced.offers()
    shown = await synced.program.get(f"/api/offers/{listed['offer_id']}")
    assert shown["contacts"] == ["Mrs Zora Quill", "zora@example.com"]
    stored = await synced.program.rows("SELECT text FROM chunks")
    told = [row[2] for row in await synced.program.stored_events(result["ingest_run_ids"][0])]
    whole = repr((stored, listed, told))
    assert "[name]" in repr(stored)
    for word in ("Quill", "zora@", "12 34"):
        assert word not in whole


async def test_t26_hostile_words_are_stored_and_shown_as_words(synced: Synced) -> None:
    title = "# Boss\x00 <script>alert(1)</script>\n## ../../etc/passwd \ud800"
    raw = {"a\x00": ["\ud800", {"b": "\x00"}]}
    synced.board.postings = [posting(1, title=title, raw=raw, url="https://x/" + "y" * 3000)]
    await synced.sync()
    (offer,) = await synced.offers()
    assert offer["title"] == "# Boss <script>alert(1)</script> ## ../../etc/passwd ?"
    assert offer["url"] is None
    (document,) = await synced.documents()
    assert document["state"] == "ready"
    assert "/" not in document["path"]


async def test_two_syncs_of_a_board_are_not_made_at_a_time(synced: Synced) -> None:
    run_ids = [await synced.start()]
    refused = await synced.program.client.post("/api/boards/jobs/sync", json={})
    if refused.status_code == 202:  # the first one had ended
        run_ids.append(refused.json()["run_id"])
    else:
        assert refused.json()["code"] == "sync_active"
    for run_id in run_ids:
        assert (await synced.program.outcome(run_id))["result"]["counts"]["seen"] == 3


async def test_a_sync_is_written_down(synced: Synced) -> None:
    result = await synced.sync()
    (seen,) = (await synced.program.get("/api/boards/jobs/syncs"))["syncs"]
    assert (seen["state"], seen["is_whole"], seen["counts"]) == ("done", True, result["counts"])
    assert seen["ended_at"] >= seen["started_at"]
    assert datetime.fromisoformat(seen["started_at"]) <= datetime.now(UTC) + timedelta(seconds=1)
