"""What is somebody else's is erased by nobody, and told to nobody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from folioscope.errors import NotFound
from folioscope.features.accounts.repository import UserNotFound
from folioscope.features.erasure.repository import Erasures
from folioscope.features.erasure.subjects import PersonWanted, a_document, a_person, a_user
from folioscope.features.erasure.tables import Erasure
from folioscope.platform.principal import Principal
from tests.features.erasure.planted import CV, NAME, document_id
from tests.opened_program import Program


@pytest.fixture
async def stranger(program: Program) -> Principal:
    """A user beside the one whose base has the CV."""
    await program.fill("kb", {"quilla.md": CV})
    user = await program.post("/api/users", 201, {"name": "stranger"})
    return Principal("user", user["user_id"])


async def told(program: Program, principal: Principal, **wanted: Any) -> str:
    """What somebody is told who asks for a document."""
    async with program.database.read() as session:
        with pytest.raises(NotFound) as raised:
            await a_document(session, principal, **wanted, whole_file=False)
    return f"{raised.value.code} {raised.value.message}"


async def test_a_document_of_another_is_not_there(program: Program, stranger: Principal) -> None:
    foreign = await document_id(program, "kb", "quilla.md")
    for reference in (foreign, "f" * 32):
        said = await told(program, stranger, kb=None, reference=reference)
        assert said == f"document_not_found There is no document “{reference}”."
    assert (await told(program, stranger, kb="kb", reference="x")).startswith("kb_not_found")


async def test_a_person_is_looked_for_among_ones_own(program: Program, stranger: Principal) -> None:
    async with program.database.read() as session:
        found = await a_person(session, stranger, PersonWanted(NAME, None))
    assert (found.documents, found.mentions, found.resumes) == ([], [], [])


async def test_nobody_erases_users_they_did_not_make(program: Program, stranger: Principal) -> None:
    async with program.database.read() as session:
        for user_id in (0, stranger.user_id + 1):
            with pytest.raises(UserNotFound):
                await a_user(session, stranger, user_id)


async def test_a_receipt_of_another_is_not_there(program: Program, stranger: Principal) -> None:
    await program.post("/api/erasures", 201, {"person": {"name": NAME}})
    async with program.database.read() as session:
        erasure_id = await session.scalar(select(Erasure.id)) or ""
        erasures = Erasures(session, stranger)
        assert await erasures.latest(10) == []
        with pytest.raises(NotFound, match=erasure_id):
            await erasures.get(erasure_id)
