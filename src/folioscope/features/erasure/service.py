"""What a request, or the clock, has erased, in the caller's transaction; the rest is cleaning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from folioscope.features.audit.repository import AuditLog
from folioscope.features.coaching import service as coaching
from folioscope.features.coaching.preparing import remove_unused
from folioscope.features.coaching.sessions import Coached, OpenSessions
from folioscope.features.coaching.snapshot import snapshot_of
from folioscope.features.erasure.marks import Sought
from folioscope.features.erasure.repository import PENDING, Erasures
from folioscope.features.erasure.subject_repository import Made, Subjects
from folioscope.features.erasure.subjects import Subject
from folioscope.features.erasure.tables import Erasure
from folioscope.features.erasure.trace_repository import Traces
from folioscope.features.knowledge.repository import Bases, Documents, Files
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.platform.principal import Principal
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import RUNS

Kind = Literal["document", "person", "user", "retention"]
MOST_SESSIONS = 100_000
EARLIER = timedelta(days=1)
"""By how much a run may be older than a document that it tells of, where clocks differ."""


@dataclass(frozen=True)
class Means:
    """What erasing needs; with ``rewrites`` tables of PostgreSQL are written anew."""

    open_sessions: OpenSessions
    unneeded: UnneededFiles
    rewrites: bool = False


async def erase(
    caller: Caller, kind: Kind, subject: Subject, means: Means, keeper: Principal | None = None
) -> Erasure:
    """Delete what a subject is, so that nothing finds it any more, and write down what is left.

    In what was said, in files and in indexes it still is: whoever cleans up goes on from there.
    The receipt is for the ``keeper``, where the caller goes with the subject.
    """
    session, principal = caller.session, caller.principal
    subjects = Subjects(session, principal)
    made = await subjects.made_of(subject.ids)
    made = Made([*made.resumes, *subject.resumes], made.offers)
    coached = await _sessions_about(caller, made, subject, means)
    counts = await _counts(caller, subject, made, coached)
    pending = await _pending(caller, subject, made, coached, rewrites=means.rewrites)

    for one in coached:
        await coaching.remove(caller, means.open_sessions(session, principal), one.id)
    counts["watched"] = await subjects.followed(subject.documents)
    await subjects.remove_made(made)
    await _remove_documents(caller, subject)
    await remove_unused(caller, means.open_sessions(session, principal), means.unneeded)
    if subject.users:
        await subjects.remove_users(subject.users)
    # Last: with users and documents conversations went whose sessions nobody was shown.
    sessions = means.open_sessions(session, principal)
    await sessions.forget_gone(lambda one: _is_about(one, made, subject))
    digests = {one.digest for one in subject.documents}
    pending["digests"] = sorted(digests | {*await Files(session, principal).remove_unused()})
    receipt = {
        "state": "cleaning",
        "erased": counts,
        "mentioned_in": list(subject.mentions),
        "not_searched": [base_id for base_id, _ in subject.unsearched],
    }
    owner_id = _owner(caller, subject) if keeper is None else keeper.user_id
    erasure = Erasure(owner_id=owner_id, kind=kind, receipt={**receipt, PENDING: pending})
    await Erasures(session, principal).add(erasure)
    about = ("erasure", erasure.id)
    log = AuditLog(session, keeper or principal)
    await log.note("erase", about, owner_id, {"kind": kind, **counts})
    if principal.over_all:  # others are told too that something of theirs is gone
        owners = {one.owner_id for one in subject.documents} | {principal.user_id}
        for other_id in sorted(owners - {owner_id}):
            await log.note("erase", about, other_id, {"kind": kind})
    caller.wakeups.notify_after(session, RUNS)
    return erasure


async def _sessions_about(
    caller: Caller, made: Made, subject: Subject, means: Means
) -> list[Coached]:
    """The coaching sessions whose texts are erased, or tell of the person that is."""
    sessions = means.open_sessions(caller.session, caller.principal)
    return [one for one in await sessions.list(MOST_SESSIONS) if _is_about(one, made, subject)]


def _is_about(one: Coached, made: Made, subject: Subject) -> bool:
    """Whether a session is of what is erased, or tells of it."""
    return (
        one.resume_id in made.resumes
        or one.offer_id in made.offers
        or one.owner_id in subject.users
        or subject.marks().are_in(json.dumps(dict(one.snapshot), ensure_ascii=False))
    )


async def _counts(
    caller: Caller, subject: Subject, made: Made, coached: Sequence[Coached]
) -> dict[str, int]:
    subjects = Subjects(caller.session, caller.principal)
    return {
        "documents": len(subject.documents),
        "files": len({one.digest for one in subject.documents}),
        **await subjects.counts(subject.ids),
        "resumes": len(made.resumes),
        "offers": len(made.offers),
        "coaching_sessions": len(coached),
        "users": len(subject.users),
    }


async def _pending(
    caller: Caller, subject: Subject, made: Made, coached: Sequence[Coached], *, rewrites: bool
) -> dict[str, Any]:
    """By what the traces are known, once what they are of is gone."""
    session = caller.session
    bases = {*subject.bases, *(one.base_id for one in coached if one.base_id)}
    if subject.users:
        bases.update(await Subjects(session, caller.principal).bases_of(subject.users))
    ids = {*made.resumes, *made.offers, *(one.id for one in coached)}
    ids.update(document_id for one in coached for document_id in one.documents)
    marks = subject.marks(ids)
    oldest = min((one.created_at for one in subject.documents), default=None)
    owners = await Subjects(session, caller.principal).owners()
    since = None if oldest is None or subject.names else (oldest - EARLIER).isoformat()
    return {
        "ids": sorted(marks.ids),
        "names": sorted(marks.phrases),
        "labels": sorted(subject.labels | _names_of_texts(coached)),
        "owners": sorted(owners),
        "bases": sorted(bases),
        "since": since,
        "runs": await Traces(session).stop(bases, Sought(marks, frozenset(owners))),
        "rewrites": rewrites,
    }


def _names_of_texts(coached: Sequence[Coached]) -> set[str]:
    """What the texts of sessions are called, which is by people and jobs."""
    return {name for one in coached for name, _ in snapshot_of(one.snapshot).files}


async def _remove_documents(caller: Caller, subject: Subject) -> None:
    bases = Bases(caller.session, caller.principal)
    documents = Documents(caller.session, caller.principal)
    for base_id in subject.bases:
        await bases.lock(base_id)
        ids = [one.id for one in subject.documents if one.base_id == base_id]
        await documents.remove_all(base_id, ids)


def _owner(caller: Caller, subject: Subject) -> int:
    """Whose the receipt is: of whom the documents were, as long as there is that user."""
    owners = {one.owner_id for one in subject.documents} - set(subject.users)
    return owners.pop() if len(owners) == 1 else caller.principal.user_id
