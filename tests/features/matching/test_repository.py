"""Nobody sees, or edits, what is another's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from folioscope.features.matching import service
from folioscope.features.matching.comparing import JobText, Wanted, compare
from folioscope.features.matching.repository import Edits, SourcePages
from folioscope.features.matching.requirements import Option, Requirement
from folioscope.features.offers.repository import OfferNotFound
from folioscope.features.offers.tables import Board, Offer
from folioscope.features.resumes.repository import ResumeNotFound
from folioscope.features.resumes.tables import StoredResume
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL
from tests.features.test_ownership import Owned, owned_by_new_user

NOW = 2026 * 12 + 8
RUST = Requirement("r1", "Rust", "must", 3, (Option("skill", "rust", "Rust"),))
JOB = JobText("Rust developer", "")
OFFER = {
    "source_id": "1",
    "digest": "d",
    "title": "Rust developer",
    "text": "Requirements\n- Go",
    "locations": [],
    "remote": "unknown",
    "tags": [],
    "contacts": [],
    "raw": {},
    "posted_at": datetime(2026, 9, 1, tzinfo=UTC),
}


async def given(database: Database) -> tuple[Owned, Owned, str, str]:
    """Two users, and an offer and a résumé of the first."""
    async with database.write() as session:
        ada = await owned_by_new_user(session, "ada")
        bob = await owned_by_new_user(session, "bob")
        owner = {"owner_id": ada.principal.user_id}
        board = Board(
            **owner, actor_kind="user", actor_id=owner["owner_id"], name="b", backend="x", config={}
        )
        resume = StoredResume(**owner, name="Ada", read={}, places={})
        resume.edits = {"skills": [{"name": "Rust"}]}
        session.add_all([board, resume])
        await session.flush()
        offer = Offer(**owner, **OFFER, board_id=board.id)
        session.add(offer)
        await session.flush()
        return ada, bob, offer.id, resume.id


async def test_what_is_anothers_looks_like_what_is_not_there(database: Database) -> None:
    ada, bob, offer_id, resume_id = await given(database)
    async with database.write() as session:
        await service.edit(session, ada.principal, offer_id, [RUST])
    async with database.write() as session:
        for looked in (
            service.demands_of(session, bob.principal, offer_id),
            service.edit(session, bob.principal, offer_id, []),
            service.read_again(session, bob.principal, offer_id),
        ):
            with pytest.raises(OfferNotFound):
                await looked
        assert await Edits(session, bob.principal).of([offer_id]) == {}
        assert await SourcePages(session, bob.principal).of([ada.document.id]) == {}
    for wanted, refused in (
        (Wanted(NOW, resumes=(resume_id,), job=JOB), ResumeNotFound),
        (Wanted(NOW, kbs=(bob.base.id,), offers=(offer_id,)), OfferNotFound),
    ):
        with pytest.raises(refused):
            await compare(database, bob.principal, wanted)


async def test_an_owner_and_the_local_person_compare_with_the_edited_requirements(
    database: Database,
) -> None:
    ada, _, offer_id, resume_id = await given(database)
    wanted = Wanted(NOW, resumes=(resume_id,), offers=(offer_id,))
    before = await compare(database, ada.principal, wanted)
    assert [one.verdict for one in before.matches[0].judgements] == ["absent", "met"]
    async with database.write() as session:
        await service.edit(session, ada.principal, offer_id, [RUST])
        await service.edit(session, LOCAL, offer_id, [RUST])
    for principal in (ada.principal, LOCAL):
        (found,) = (await compare(database, principal, wanted)).matches
        assert (found.score.score, found.job.requirements) == (100, (RUST,))
    async with database.read() as session:
        pages = await SourcePages(session, ada.principal).of([ada.document.id])
        assert [page.text for page in pages[ada.document.id]] == ["ada"]
