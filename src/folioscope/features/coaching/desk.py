"""Where sessions are begun and gone on with: texts are stored, then all is done at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.features.chat.service import Terms
from folioscope.features.coaching import service
from folioscope.features.coaching.preparing import (
    TextsMissing,
    is_prepared,
    prepare,
    remove_unused,
    stored,
)
from folioscope.features.coaching.service import Said, Start
from folioscope.features.coaching.sessions import Coached, OpenSessions
from folioscope.features.coaching.snapshot import snapshot_of
from folioscope.features.coaching.usual_messages import (
    DraftKind,
    first_question,
    language_of,
    wanted_draft,
)
from folioscope.features.knowledge.additions import Incoming
from folioscope.features.knowledge.incoming import Shelf
from folioscope.features.knowledge.repository import BaseNotFound
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.platform.api.idempotency import Idempotency, fingerprint
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

Answer = dict[str, Any]


@dataclass(frozen=True)
class Tools:
    """What sessions need of the process: the same for everybody who asks."""

    database: Database
    wakeups: Wakeups
    shelf: Shelf
    unneeded: UnneededFiles
    embeddings: EmbeddingModels
    made: BaseDefaults
    open_sessions: OpenSessions
    terms: Terms


@dataclass(frozen=True)
class Desk:
    """One caller's way to their sessions; ``key`` and ``path`` are those of the request."""

    tools: Tools
    principal: Principal
    key: str | None
    path: str

    async def start(self, wanted: Start, way: Mapping[str, Any], message: str | None) -> Answer:
        """Begin a session and ask its first question; the ids of both and of the run.

        Without a message it is asked how the two fit.
        """
        tools = self.tools
        async with tools.database.read() as session:
            taken = await service.take(session, self.principal, wanted)
        made = replace(tools.made, model=(await tools.embeddings.get(tools.made.model)).name)
        name = f"{taken.profile_id}_{taken.job.job_id}"
        whole = {"llms": tools.terms.llms, **way}
        said = Said(message) if message else _usual(taken.job.text)

        async def work(caller: Caller, files: Sequence[Incoming]) -> Answer:
            sessions = tools.open_sessions(caller.session, self.principal)
            prepared = await prepare(caller, name, files, made)
            await remove_unused(caller, sessions, tools.unneeded, keep=prepared.base_id)
            coached = await service.begin(caller, sessions, taken, prepared, whole)
            return await service.say(caller, sessions, coached, said, tools.terms)

        about = [wanted.offer_id, wanted.job_text, wanted.title, wanted.company, wanted.profile]
        async with (
            stored(tools.shelf, tools.unneeded, taken.snapshot.files) as files,
            self._once([about, dict(way), message]) as (caller, only),
        ):
            return await only.once(lambda: work(caller, files))

    async def say(self, session_id: str, said: Said) -> Answer:
        """Go on with a session; its texts are taken in anew where they are gone."""
        tools = self.tools
        async with tools.database.read() as session:
            coached = await tools.open_sessions(session, self.principal).get(session_id)
            is_there = await is_prepared(session, self.principal, coached)
        texts = snapshot_of(coached.snapshot).files
        try:
            return await self._say(session_id, said, () if is_there else texts)
        except (TextsMissing, BaseNotFound):  # somebody deleted them just now
            return await self._say(session_id, said, texts)

    async def _say(self, session_id: str, said: Said, texts: Sequence[tuple[str, str]]) -> Answer:
        tools = self.tools

        async def work(caller: Caller, files: Sequence[Incoming]) -> Answer:
            sessions = tools.open_sessions(caller.session, self.principal)
            current = await sessions.get(session_id)
            if files:
                current = await self._rebuilt(caller, current, files)
            elif not await is_prepared(caller.session, self.principal, current):
                raise TextsMissing("The texts of this session were deleted; ask again.")
            return await service.say(caller, sessions, current, said, tools.terms)

        told = [said.content, said.mode, said.model, said.about, said.replaces]
        async with (
            stored(tools.shelf, tools.unneeded, texts) as files,
            self._once(told) as (caller, only),
        ):
            return await only.once(lambda: work(caller, files))

    async def draft(
        self, session_id: str, kind: DraftKind, language: str | None, model: str | None
    ) -> Answer:
        """Have a letter or a CV written; in the language of the job where none is named."""
        async with self.tools.database.read() as session:
            sessions = self.tools.open_sessions(session, self.principal)
            job = (await sessions.get(session_id)).snapshot["text"]
        told = language or language_of(job)
        about = {"draft": kind, "language": told}
        said = Said(wanted_draft(kind, told), model=model, kind=service.DRAFT, about=about)
        return await self.say(session_id, said)

    async def remove(self, session_id: str) -> None:
        """Delete a session, and its base unless another session searches that too."""
        tools = self.tools
        async with tools.database.write() as session:
            caller = Caller(session, self.principal, tools.wakeups)
            sessions = tools.open_sessions(session, self.principal)
            await service.remove(caller, sessions, session_id)
            await remove_unused(caller, sessions, tools.unneeded)

    async def _rebuilt(
        self, caller: Caller, coached: Coached, files: Sequence[Incoming]
    ) -> Coached:
        prepared = await prepare(caller, coached.base_name, files, self.tools.made)
        return replace(coached, base_id=prepared.base_id, documents=tuple(prepared.documents))

    @asynccontextmanager
    async def _once(self, about: object) -> AsyncIterator[tuple[Caller, Idempotency]]:
        digest = await asyncio.to_thread(fingerprint, self.path, about)
        async with self.tools.database.write() as session:
            only = Idempotency(session, self.principal, self.key, digest)
            yield Caller(session, self.principal, self.tools.wakeups), only


def _usual(job: str) -> Said:
    """The message of those who send none; without a language model the two texts are compared."""
    return Said(first_question(job), about={"compares": language_of(job)})
