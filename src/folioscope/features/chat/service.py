"""What a request asks of a conversation, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from folioscope.backends.llm_names import DEFAULT
from folioscope.backends.llm_pool import LanguageModels
from folioscope.failpoints import failpoint
from folioscope.features.accounts.repository import Users
from folioscope.features.chat import answer, hosted
from folioscope.features.chat.pages import cursor_of
from folioscope.features.chat.policies import (
    Policy,
    QuestionLimits,
    replace_since,
    take_question,
    take_turn,
)
from folioscope.features.chat.repository import Messages, ThreadFigures, Threads, Wanted
from folioscope.features.chat.tables import Message, Thread
from folioscope.features.knowledge.repository import Bases
from folioscope.features.visiting.asking import count_question
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session, after_commit
from folioscope.platform.principal import Principal
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.thread_repository import ThreadRuns
from folioscope.platform.runs.wakeups import RUNS, events_of

TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class NewThread:
    """A conversation to be begun. ``kbs`` are ids or names; None means all that may be seen."""

    user_id: int | None
    title: str | None
    kbs: Sequence[str] | None
    mode: str
    model: str | None


@dataclass(frozen=True, slots=True)
class ThreadChange:
    """What is to be changed of a conversation; None leaves it as it is.

    The model ``default`` is whichever the settings choose at the time.
    """

    title: str | None = None
    archived: bool | None = None
    mode: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A message to be answered; None means as the thread says. ``filters`` narrow the search.

    ``policy`` says what becomes of those before it that are not answered yet; without ``cache``
    no answer that is kept is given again. ``replaces`` is the message whose place it takes.
    ``kind`` is the kind of run that answers, for features that answer in a way of their own;
    ``about`` is what such a run is told besides.
    """

    content: str
    kbs: Sequence[str] | None
    mode: str | None
    model: str | None
    filters: dict[str, Any]
    policy: Policy = "reject"
    cache: bool = True
    replaces: str | None = None
    kind: str = answer.KIND
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms questions are taken: how many may be open, and who can answer them."""

    limits: QuestionLimits
    llms: LanguageModels


async def create_thread(
    session: Session, principal: Principal, wanted: NewThread, llms: LanguageModels
) -> Thread:
    """Begin a conversation, for a user that the principal may act for or for itself.

    One of a visitor is begun on the terms of ``hosted``.
    """
    hosted.check_choice(principal, wanted.model)
    owner_id = principal.user_id
    if wanted.user_id is not None:
        owner_id = (await Users(session, principal).get(wanted.user_id)).id
    thread = Thread(
        owner_id=owner_id,
        title=wanted.title,
        bases=await _base_ids(session, principal, hosted.bases_for(principal, wanted.kbs)),
        mode=hosted.mode_for(principal, wanted.mode),
        model=_kept_name(llms, wanted.model),
    )
    return await Threads(session, principal).add(thread)


async def post_message(
    caller: Caller,
    thread_id: str,
    wanted: Question,
    terms: Terms,
) -> Message:
    """Store a question and the run that will answer it; the message knows its run.

    A language model that cannot answer is refused here, and not when its turn comes.
    """
    session, principal = caller.session, caller.principal
    hosted.check_choice(principal, wanted.model, wanted.mode)
    thread = await Threads(session, principal).lock(thread_id)
    await count_question(session, principal)
    await take_question(caller, wanted.content, terms.limits)
    model = terms.llms.named(wanted.model or thread.model)
    replaced = await replace_since(caller, thread, wanted.replaces)
    turn = await take_turn(caller, thread, wanted.policy, terms.limits, replaced.run_ids)
    bases = await _base_ids(session, principal, wanted.kbs)
    run = Run(
        owner_id=thread.owner_id,
        kind=wanted.kind,
        thread_id=thread.id,
        status=turn.status,
        created_at=turn.created_at,
        input={
            **wanted.about,
            "bases": bases or thread.bases,
            "mode": wanted.mode or thread.mode,
            "model": model,
            "filters": wanted.filters,
            # Who asks the very same again was not content with what was said.
            "cache": wanted.cache and wanted.content != replaced.content,
        },
    )
    await runs.start(caller, run)
    thread.title = thread.title or wanted.content.strip()[:TITLE_LENGTH]
    thread.archived_at = None
    message = Message(run_id=run.id, role="user", content=wanted.content)
    return await Messages(session, principal).add(thread, message)


async def accept(
    caller: Caller,
    thread_id: str,
    wanted: Question,
    terms: Terms,
) -> dict[str, str | None]:
    """Post a message for a client, who is told by which ids it can be found."""
    message = await post_message(caller, thread_id, wanted, terms)
    failpoint("chat.post.committing")
    after_commit(caller.session, partial(failpoint, "chat.post.committed"))
    return {"run_id": message.run_id, "message_id": message.id}


async def list_threads(
    session: Session, principal: Principal, wanted: Wanted
) -> tuple[Sequence[ThreadFigures], str | None]:
    """A page of conversations, and the cursor of the next one, if there is one."""
    found = await Threads(session, principal).list(replace(wanted, limit=wanted.limit + 1))
    page = found[: wanted.limit]
    if len(found) == len(page):
        return page, None
    last = page[-1].thread
    return page, cursor_of(last.updated_at, last.id)


async def change_thread(
    session: Session,
    principal: Principal,
    thread_id: str,
    change: ThreadChange,
    llms: LanguageModels,
) -> ThreadFigures:
    """Rename a conversation, archive it or bring it back, choose its mode and its model."""
    threads = Threads(session, principal)
    thread = await threads.lock(thread_id)
    values: dict[str, Any] = {}
    if change.title is not None:
        values["title"] = change.title
    if change.archived is not None:
        values["archived_at"] = (thread.archived_at or now()) if change.archived else None
    if change.mode is not None:
        values["mode"] = change.mode
    if change.model is not None:
        values["model"] = _kept_name(llms, change.model)
    if values:
        await threads.change(thread.id, **values)
    return await threads.figures(thread.id)


async def delete_thread(caller: Caller, thread_id: str) -> None:
    """Delete a conversation with all that is in it.

    Whoever answers in it finds no run to write to any more, and whoever follows one none to read.
    """
    session, principal = caller.session, caller.principal
    threads = Threads(session, principal)
    thread = await threads.lock(thread_id)
    open_runs = await ThreadRuns(session, principal, thread.id).open()
    await threads.remove(thread)
    topics = [events_of(run.id) for run in open_runs]
    caller.wakeups.notify_after(session, RUNS, *topics)


def _kept_name(llms: LanguageModels, name: str | None) -> str | None:
    """The whole name of a model; None for the one that the settings choose at the time."""
    return None if name in (None, DEFAULT) else llms.named(name)


async def _base_ids(
    session: Session, principal: Principal, references: Sequence[str] | None
) -> list[str] | None:
    if references is None:
        return None
    return [base.id for base in await Bases(session, principal).choose(references)]
