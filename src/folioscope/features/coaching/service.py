"""What a request asks of coaching sessions, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from folioscope.backends.llm_names import EXTRACTIVE, split_name
from folioscope.errors import Invalid
from folioscope.features.chat import service as chat
from folioscope.features.chat.policies import Policy
from folioscope.features.chat.repository import Threads
from folioscope.features.chat.service import NewThread, Question, Terms
from folioscope.features.coaching.preparing import Prepared
from folioscope.features.coaching.sessions import Coached, Sessions
from folioscope.features.coaching.snapshot import ID_LETTERS, Job, Snapshot, first_line
from folioscope.features.coaching.texts import entries_of, words
from folioscope.features.coaching.whose import narrowed
from folioscope.features.offers.contacts import without_contacts
from folioscope.features.offers.repository import Offers
from folioscope.features.offers.service import offer_text
from folioscope.features.resumes.repository import Resumes
from folioscope.features.resumes.service import profile_of
from folioscope.platform.database.base import new_id, now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.service import Caller

OWN = "own"
ADVICE, DRAFT = "coaching.answer", "coaching.draft"
TITLE_LETTERS = 200


class JobEmpty(Invalid):
    """A job without a letter or digit in it."""

    code = "job_empty"


class ProfileEmpty(Invalid):
    """A résumé that says nothing of a career."""

    code = "profile_empty"


@dataclass(frozen=True, slots=True)
class Start:
    """What a session is to be about: an offer by its id, or the text of a job.

    ``profile`` is the id of a résumé, ``own`` for the one that the caller said to be theirs.
    """

    offer_id: str | None
    job_text: str | None
    title: str
    company: str
    profile: str = OWN


@dataclass(frozen=True, slots=True)
class Said:
    """A message to a session; None means as the session began.

    ``kind`` is the kind of run that answers, and ``about`` what it is told besides.
    """

    content: str
    mode: str | None = None
    model: str | None = None
    policy: Policy = "reject"
    cache: bool = True
    kind: str = ADVICE
    about: Mapping[str, Any] | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What was gathered for a new session."""

    resume_id: str
    job: Job
    snapshot: Snapshot

    @property
    def profile_id(self) -> str:
        """What names the profile in the name of the base."""
        return self.resume_id[:ID_LETTERS]


async def take(session: Session, principal: Principal, wanted: Start) -> Taken:
    """Gather the résumé and the job as they are now.

    Raises ``ResumeNotFound``, ``NoOwnProfile``, ``OfferNotFound``, ``JobEmpty``, ``ProfileEmpty``,
    and ``BaseReadOnly`` of a résumé in a base of somebody else's.
    """
    resumes = Resumes(session, principal)
    resume_id = await resumes.own() if wanted.profile == OWN else wanted.profile
    # A session keeps a copy, and what is only shared may be taken back.
    await resumes.get(resume_id, "own")
    known = await profile_of(session, principal, resume_id)
    resume = dict(known.profile.resume)
    if not any(entries_of(resume, key) for key in resume) and not _summary(resume):
        msg = f"The profile “{known.name}” says nothing of a career yet; fill it in first."
        raise ProfileEmpty(msg)
    job = await _job(session, principal, wanted)
    snapshot = Snapshot(_person(resume), resume, job.title, job.company, job.text)
    return Taken(known.id, job, snapshot)


async def begin(
    caller: Caller, sessions: Sessions, taken: Taken, prepared: Prepared, way: Mapping[str, Any]
) -> Coached:
    """A new session with a conversation of its own. ``way`` has mode, model and context of it."""
    title = " – ".join(part for part in (taken.job.title, taken.job.company) if part)
    wanted = NewThread(None, title[:TITLE_LETTERS], [prepared.base_id], way["mode"], way["model"])
    thread = await chat.create_thread(caller.session, caller.principal, wanted, way["llms"])
    at = now()
    coached = Coached(
        id=new_id(),
        owner_id=thread.owner_id,
        thread_id=thread.id,
        resume_id=taken.resume_id,
        offer_id=taken.job.offer_id,
        base_id=prepared.base_id,
        profile_id=taken.profile_id,
        job_id=taken.job.job_id,
        snapshot=taken.snapshot.as_json(),
        documents=tuple(prepared.documents),
        context=way["context"],
        created_at=at,
        updated_at=at,
    )
    await sessions.add(coached)
    return coached


async def say(
    caller: Caller, sessions: Sessions, coached: Coached, said: Said, terms: Terms
) -> dict[str, str | None]:
    """Post a message to a session; by which ids its answer is found."""
    thread = await Threads(caller.session, caller.principal).get(coached.thread_id)
    provider, _ = split_name(terms.llms.named(said.model or thread.model))
    is_quoted = provider == EXTRACTIVE
    searched = narrowed(said.content, coached.documents) if is_quoted else coached.documents
    about = {
        "coaching_session": coached.id,
        "documents": list(coached.documents),
        "context": coached.context,
        **(said.about or {}),
    }
    question = Question(
        said.content,
        kbs=[coached.base_id or ""],
        mode=said.mode,
        model=said.model,
        filters={"documents": list(searched)},
        policy=said.policy,
        cache=said.cache,
        replaces=said.replaces,
        kind=said.kind,
        about=about,
    )
    accepted = await chat.accept(caller, coached.thread_id, question, terms)
    await sessions.put(replace(coached, updated_at=now()))
    return {"session_id": coached.id, "thread_id": coached.thread_id, **accepted}


async def remove(caller: Caller, sessions: Sessions, session_id: str) -> None:
    """Delete a session with its conversation; what runs in it is stopped."""
    coached = await sessions.get(session_id)
    await sessions.remove(session_id)
    await chat.delete_thread(caller, coached.thread_id)


async def sessions_of_resume(sessions: Sessions, resume_id: str, limit: int) -> Sequence[Coached]:
    """The sessions that are about a résumé, among the newest ``limit``."""
    return [one for one in await sessions.list(limit) if one.resume_id == resume_id]


async def _job(session: Session, principal: Principal, wanted: Start) -> Job:
    if wanted.offer_id is not None:
        offer = await Offers(session, principal).get(wanted.offer_id)
        title = without_contacts(offer.title, map(str, offer.contacts))
        return Job(title, offer.company or "", offer_text(offer), offer.id)
    text = wanted.job_text or ""
    if not any(letter.isalnum() for letter in text):
        msg = "The text of the job is empty. Paste the offer, or at least what the job is called."
        raise JobEmpty(msg)
    return Job(wanted.title or first_line(text), wanted.company, text)


def _person(resume: Mapping[str, Any]) -> str:
    basics = resume.get("basics")
    return words(basics.get("name")) if isinstance(basics, Mapping) else ""


def _summary(resume: Mapping[str, Any]) -> str:
    basics = resume.get("basics")
    return words(basics.get("summary")) if isinstance(basics, Mapping) else ""
