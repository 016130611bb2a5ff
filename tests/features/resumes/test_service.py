"""Résumés of documents: read when they are wanted, kept, read anew, edited, and gone with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from folioscope.errors import NotFound
from folioscope.features.accounts.repository import Users
from folioscope.features.knowledge.repository import DocumentNotFound
from folioscope.features.knowledge.tables import Document, PageText
from folioscope.features.resumes import current, service
from folioscope.features.resumes.outdated_repository import OutdatedProfiles
from folioscope.features.resumes.reading import PROFILE_VERSION
from folioscope.features.resumes.repository import NoOwnProfile, ResumeNotFound, Resumes
from folioscope.features.resumes.service import KnownProfile
from folioscope.features.resumes.tables import StoredResume
from folioscope.platform.principal import LOCAL, Principal
from tests.features.knowledge.read_cv import CV
from tests.opened_program import Program

ADA = {"basics": {"name": "Ada Byron"}, "work": [{"name": "Acme", "x-own": 1}], "x-more": True}
FILES = {"ada.json": json.dumps(ADA), "marie.txt": CV, "note.txt": "Kubernetes is a tool."}


@pytest.fixture
async def base_id(program: Program) -> str:
    """A base of two CVs and a text that is none."""
    await program.fill("people", FILES)
    return str((await program.get("/api/kbs/people"))["kb_id"])


async def ids(program: Program, base_id: str, principal: Principal = LOCAL) -> Sequence[str]:
    async with program.database.write() as session:
        return await service.resumes_of_base(session, principal, base_id)


async def known(program: Program, resume_id: str) -> KnownProfile:
    async with program.database.read() as session:
        return await service.profile_of(session, LOCAL, resume_id)


async def document_id(program: Program, path: str) -> str:
    async with program.database.read() as session:
        found = await session.scalar(select(Document.id).where(Document.path == path))
    return str(found)


async def rows(program: Program) -> Sequence[StoredResume]:
    async with program.database.read() as session:
        return (await session.scalars(select(StoredResume).order_by(StoredResume.name))).all()


async def test_each_cv_of_a_base_has_one_resume(program: Program, base_id: str) -> None:
    first = await ids(program, base_id)
    assert await ids(program, base_id) == first
    named = [await known(program, each) for each in first]
    assert [one.name for one in named] == ["Ada Byron", "Marie Dubois"]
    assert {one.base_id for one in named} == {base_id}


async def test_a_json_resume_keeps_what_nobody_knows(program: Program, base_id: str) -> None:
    (ada, _) = await ids(program, base_id)
    profile = (await known(program, ada)).profile
    assert profile.resume == ADA
    assert "/work/0/name" in profile.places


async def test_places_are_those_of_the_stored_pages(program: Program, base_id: str) -> None:
    (_, marie) = await ids(program, base_id)
    found = await known(program, marie)
    async with program.database.read() as session:
        pages = select(PageText.text).where(PageText.document_id == found.document_id)
        texts = (await session.scalars(pages.order_by(PageText.ordinal))).all()
    place = found.profile.places["/work/1/name"]
    assert texts[place.page_ordinal][place.start : place.end] == "Initech Ltd"


async def test_pages_that_were_stored_without_parts_are_read_as_well(
    program: Program, base_id: str
) -> None:
    (_, marie) = await ids(program, base_id)
    before = await known(program, marie)
    async with program.database.write() as session:
        await session.execute(update(PageText).values(parts=None))
    assert (await known(program, marie)).profile == before.profile


async def test_a_json_resume_that_came_without_its_data_is_read_from_its_text(
    program: Program, base_id: str
) -> None:
    job = {"name": "Acme", "position": "Baker", "startDate": "2019-01", "highlights": ["Bread"]}
    text = json.dumps({"basics": {"name": "Bo Li"}, "work": [job], "skills": [{"name": "Rye"}]})
    await program.fill("old", {"bo.json": text})
    (bo,) = await ids(program, str((await program.get("/api/kbs/old"))["kb_id"]))
    async with program.database.write() as session:
        await session.execute(update(PageText).values(parts=None, resume=None))
    resume: Any = (await known(program, bo)).profile.resume
    assert (resume["basics"]["name"], resume["work"]) == ("Bo Li", [job])
    assert resume["skills"][0]["keywords"] == ["Rye"]


async def test_what_was_read_is_stored_until_rules_or_pages_change(
    program: Program, base_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = await ids(program, base_id)
    assert {row.version for row in await rows(program)} == {0}
    await service.read_all(program.database, LOCAL, every)
    assert {(row.version, row.edition) for row in await rows(program)} == {(PROFILE_VERSION, 1)}
    run = await program.ask("POST", "/api/kbs/people/rebuild", 202)
    await program.outcome(str(run["run_id"]))
    await service.read_all(program.database, LOCAL, await ids(program, base_id))
    assert {row.edition for row in await rows(program)} == {2}
    monkeypatch.setattr(current, "PROFILE_VERSION", PROFILE_VERSION + 1)
    await service.read_all(program.database, LOCAL, every)
    assert {row.version for row in await rows(program)} == {PROFILE_VERSION + 1}


async def test_what_was_read_before_a_base_turned_blind_is_kept_no_longer(
    program: Program, base_id: str
) -> None:
    await service.read_all(program.database, LOCAL, await ids(program, base_id))
    assert any(row.read for row in await rows(program))
    run = await program.ask("PUT", "/api/kbs/people/blind", 202, json={"blind": {}})
    await program.outcome(str(run["run_id"]))
    async with program.database.write() as session:
        await OutdatedProfiles(session).forget()
    assert not any(row.read or row.places or row.name for row in await rows(program))


async def test_a_document_has_its_resume_at_once(program: Program, base_id: str) -> None:
    async with program.database.write() as session:
        marie = await document_id(program, "marie.txt")
        first = await service.resume_of_document(session, LOCAL, marie)
        assert await service.resume_of_document(session, LOCAL, marie) == first
        with pytest.raises(service.NotAResume, match="note"):
            await service.resume_of_document(session, LOCAL, await document_id(program, "note.txt"))
        with pytest.raises(DocumentNotFound):
            await service.resume_of_document(session, LOCAL, "nothing")
    assert [row.name for row in await rows(program)] == ["Marie Dubois"]


async def test_an_edit_outlives_a_new_reading_and_can_be_forgotten(
    program: Program, base_id: str
) -> None:
    (_, marie) = await ids(program, base_id)
    read = (await known(program, marie)).profile.resume
    wanted: dict[str, Any] = {**read, "basics": {**read["basics"], "name": "M. Dubois"}}
    async with program.database.write() as session:
        edited = await service.edit(session, LOCAL, marie, wanted)
        await session.execute(update(StoredResume).values(version=0))
    assert edited.edits == {"basics": {"name": "M. Dubois"}}
    again = await known(program, marie)
    assert (again.name, again.profile.resume) == ("M. Dubois", wanted)
    assert "/basics/name" not in again.profile.places
    assert "/basics/email" in again.profile.places
    async with program.database.write() as session:
        await service.forget_edits(session, LOCAL, marie)
    assert (await known(program, marie)).name == "Marie Dubois"


async def test_faults_that_a_file_had_do_not_stop_its_owner(program: Program, base_id: str) -> None:
    await program.fill("odd", {"odd.json": '{"basics": {"name": "Bo", "email": "none"}}'})
    odd = str((await program.get("/api/kbs/odd"))["kb_id"])
    (bo,) = await ids(program, odd)
    async with program.database.write() as session:
        kept = {"basics": {"name": "Bo Li", "email": "none"}}
        assert (await service.edit(session, LOCAL, bo, kept)).name == "Bo Li"
        with pytest.raises(service.ResumeInvalid, match="/basics/email: “other”"):
            await service.edit(session, LOCAL, bo, {"basics": {"email": "other"}})


async def test_a_resume_goes_with_its_document(program: Program, base_id: str) -> None:
    (ada, marie) = await ids(program, base_id)
    await program.ask("DELETE", "/api/kbs/people/documents", 204, params={"document": "ada.json"})
    with pytest.raises(ResumeNotFound):
        await known(program, ada)
    assert (await known(program, marie)).name == "Marie Dubois"


async def test_what_is_anothers_looks_like_nothing(program: Program, base_id: str) -> None:
    every = await ids(program, base_id)
    async with program.database.write() as session:
        other = Principal("user", (await Users(session, LOCAL).add("eve")).id)
        resumes = Resumes(session, other)
        assert await service.resumes_of_base(session, other, base_id) == []
        assert await service.profiles_of(session, other, every) == []
        assert await resumes.list(None, 10, "") == []
        assert await resumes.pages(str(await document_id(program, "marie.txt")), 1) == []
        for resume_id in (*every, "nothing"):
            with pytest.raises(NotFound) as told:
                await service.profile_of(session, other, resume_id)
            assert (told.type, told.value.message.replace(resume_id, "")) == (
                ResumeNotFound, "There is no résumé “”. See yours: folioscope cv list"
            )  # fmt: skip


async def test_ones_own_profile_is_kept_once_and_goes_with_the_resume(
    program: Program, base_id: str
) -> None:
    (ada, marie) = await ids(program, base_id)
    async with program.database.write() as session:
        resumes = Resumes(session, LOCAL)
        for resume_id in (ada, marie):
            await resumes.set_own(resume_id)
        assert await resumes.own() == marie
        await session.execute(delete(StoredResume).where(StoredResume.id == marie))
        with pytest.raises(NoOwnProfile):
            await resumes.own()
