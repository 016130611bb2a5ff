"""What a request, or another feature, asks of résumés, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folioscope.backends.llm_names import EXTRACTIVE, split_name
from folioscope.backends.llm_pool import LanguageModels
from folioscope.errors import Conflict, Invalid
from folioscope.features.knowledge.document_repository import SingleDocuments
from folioscope.features.knowledge.repository import Bases
from folioscope.features.resumes import reading_run
from folioscope.features.resumes.current import (
    KnownProfile,
    bring_up_to_date,
    is_stale,
    known,
    name_of,
    read_now,
    store,
)
from folioscope.features.resumes.edits import edited, edits_between
from folioscope.features.resumes.faults import faults_in
from folioscope.features.resumes.repository import Kept, ResumeNotFound, Resumes
from folioscope.features.resumes.stored_pages import RESUME
from folioscope.features.resumes.tables import StoredResume
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.budgets import Budget, take_message
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run

__all__ = ["KnownProfile", "ResumeNotFound"]

READ_AT_ONCE = 20  # résumés stored in one transaction
READ_ATTEMPTS = 3
MOST_FAULTS = 5  # that are told of at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which résumés are listed: those of a base by its name or id, page by page."""

    kb: str | None = None
    limit: int = 200
    after: str = ""


class NotAResume(Conflict):
    """A document that was not recognised as a CV."""

    code = "not_a_resume"


class ResumeInvalid(Invalid):
    """A profile that is no JSON Resume."""

    code = "resume_invalid"


class ResumeOfDocument(Conflict):
    """A résumé that goes with its document, and cannot be removed without it."""

    code = "resume_of_document"


class ResumeByHand(Conflict):
    """A résumé without a document that could be read."""

    code = "resume_by_hand"


class NoLanguageModel(Conflict):
    """A reading that is asked of a language model where none is set."""

    code = "no_language_model"


class ReadingActive(Conflict):
    """A run reads the résumé already."""

    code = "reading_active"


async def profile_of(session: Session, principal: Principal, resume_id: str) -> KnownProfile:
    """The profile of that id, with its edits; ``ResumeNotFound``. Nothing is written."""
    resumes = Resumes(session, principal)
    return await known(resumes, await resumes.get(resume_id))


async def profiles_of(
    session: Session, principal: Principal, resume_ids: Sequence[str]
) -> list[KnownProfile]:
    """The profiles of those ids that there are, in their order; nothing is written."""
    resumes = Resumes(session, principal)
    return [await known(resumes, kept) for kept in await resumes.all(resume_ids)]


async def resume_of_document(session: Session, principal: Principal, document_id: str) -> str:
    """The id of the résumé that a document is, read and stored where that was not done yet.

    Needs a transaction that writes. ``DocumentNotFound``; ``NotAResume`` of any other document.
    """
    placed = await SingleDocuments(session, principal).get(document_id)
    if placed.document.kind != RESUME:
        msg = (
            f"“{placed.document.name}” was not recognised as a CV: it has no sections such as "
            "work experience, education and skills."
        )
        raise NotAResume(msg)
    resumes = Resumes(session, principal)
    await resumes.add_missing(placed.base.id, document_id)
    kept = await resumes.of_document(document_id)
    await bring_up_to_date(resumes, kept)
    return kept.row.id


async def resumes_of_base(session: Session, principal: Principal, base_id: str) -> Sequence[str]:
    """The ids of the résumés of a base, by the paths of their documents.

    Needs a transaction that writes. They are not read here: ``profiles_of`` does that each time
    until ``read_all`` has stored them.
    """
    resumes = Resumes(session, principal)
    await resumes.add_missing(base_id)
    return await resumes.of_base(base_id)


async def read_all(database: Database, principal: Principal, resume_ids: Sequence[str]) -> None:
    """Read and store those that are stale, a few in each of many short transactions."""
    for first in range(0, len(resume_ids), READ_AT_ONCE):
        some = resume_ids[first : first + READ_AT_ONCE]
        async with database.read() as session:
            resumes = Resumes(session, principal)
            stale = [kept for kept in await resumes.all(some) if is_stale(kept)]
            read = {kept.row.id: (kept, await read_now(resumes, kept)) for kept in stale}
        if not read:
            continue
        async with database.write() as session:
            for kept in await Resumes(session, principal).all(some):
                before, profile = read.get(kept.row.id, (None, None))
                if before and profile and _edition(before) == _edition(kept):
                    store(kept, profile)


def _edition(kept: Kept) -> int | None:
    return kept.base.edition if kept.base else None


async def list_page(
    database: Database, principal: Principal, wanted: Wanted
) -> tuple[Sequence[Kept], str | None]:
    """Résumés of a base, or of all, read where they were not; and where the next page begins."""
    async with database.write() as session:
        base = await Bases(session, principal).get(wanted.kb) if wanted.kb else None
        base_id = base.id if base else None
        resumes = Resumes(session, principal)
        await resumes.add_missing(base_id)
        found = await resumes.list(base_id, wanted.limit, wanted.after)
    await read_all(database, principal, [kept.row.id for kept in found])
    async with database.read() as session:
        shown = await Resumes(session, principal).all([kept.row.id for kept in found])
    return shown, found[-1].row.id if len(found) == wanted.limit else None


async def create(session: Session, principal: Principal, resume: Mapping[str, Any]) -> KnownProfile:
    """A résumé that was written by hand, or elsewhere; ``ResumeInvalid``."""
    _check(resume, {})
    row = StoredResume(owner_id=principal.user_id, read={}, places={}, edits=dict(resume))
    row.name = name_of(resume, Kept(row))
    resumes = Resumes(session, principal)
    return await known(resumes, Kept(await resumes.add(row)))


async def edit(
    session: Session, principal: Principal, resume_id: str, wanted: Mapping[str, Any]
) -> KnownProfile:
    """Have a profile be what its owner says; what was read of it is kept beside that."""
    resumes = Resumes(session, principal)
    kept = await resumes.get(resume_id, "write")
    await bring_up_to_date(resumes, kept)
    _check(wanted, edited(kept.row.read, kept.row.edits))
    kept.row.edits = edits_between(kept.row.read, wanted) or None
    profile = await known(resumes, kept)
    kept.row.name = profile.name
    return profile


def _check(wanted: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """``ResumeInvalid`` for faults that were not there before."""
    old = set(faults_in(before))
    faults = [fault for fault in faults_in(wanted) if fault not in old]
    if faults:
        told = " ".join(faults[:MOST_FAULTS])
        more = f" And {len(faults) - MOST_FAULTS} more." if len(faults) > MOST_FAULTS else ""
        msg = f"The profile is no JSON Resume. {told}{more}"
        raise ResumeInvalid(msg)


async def forget_edits(session: Session, principal: Principal, resume_id: str) -> KnownProfile:
    """Have a profile be what its document says again; ``ResumeByHand`` of one without any."""
    resumes = Resumes(session, principal)
    kept = await resumes.get(resume_id, "write")
    _require_document(kept)
    kept.row.edits = None
    profile = await known(resumes, kept)
    kept.row.name = profile.name
    return profile


async def remove(session: Session, principal: Principal, resume_id: str) -> None:
    """Remove a résumé that was written by hand; ``ResumeOfDocument`` of any other."""
    resumes = Resumes(session, principal)
    kept = await resumes.get(resume_id, "write")
    if kept.document is not None:
        msg = f"The résumé is that of the document “{kept.document.name}”: remove this one."
        raise ResumeOfDocument(msg)
    await resumes.remove(kept.row)


async def start_reading(
    caller: Caller, llms: LanguageModels, resume_id: str, budget: Budget
) -> Run:
    """Queue the run in which a language model reads a CV; it counts as a message of the budget."""
    resumes = Resumes(caller.session, caller.principal)
    kept = await resumes.get(resume_id, "write")
    _require_document(kept)
    await bring_up_to_date(resumes, kept)  # or a base that is blind by now would tell its name
    if split_name(llms.default)[0] == EXTRACTIVE:
        msg = (
            "No language model is set, so the profile is what the rules read. Set one with "
            "FOLIOSCOPE_LLM and try again."
        )
        raise NoLanguageModel(msg)
    llms.named(None)
    if await Runs(caller.session, caller.principal).count_active(reading_run.KIND, resume_id):
        msg = f"A run reads the résumé of {kept.row.name or 'that person'} already."
        raise ReadingActive(msg)
    await take_message(caller.session, caller.principal, budget)
    run = Run(
        owner_id=caller.principal.user_id,  # whoever may change the base, it is for them
        kind=reading_run.KIND,
        subject=resume_id,
        input={"resume_id": resume_id},
        max_attempts=READ_ATTEMPTS,
    )
    return await runs.start(caller, run)


def _require_document(kept: Kept) -> None:
    if kept.document is None:
        msg = f"The résumé of {kept.row.name or 'that person'} was written by hand; edit it."
        raise ResumeByHand(msg)
