"""One of everything that a user may own, made anew for each question of the matrix."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from folioscope.features.accounts.tables import ApiKey, Invitation, Login, User
from folioscope.features.chat.tables import Message, Thread
from folioscope.features.coaching.tables import CoachingSession
from folioscope.features.erasure.tables import Erasure
from folioscope.features.evaluation.tables import StoredEvaluation
from folioscope.features.knowledge.tables import Document, KnowledgeBase, PageText
from folioscope.features.offers.tables import Board, Offer
from folioscope.features.resumes.tables import StoredResume
from folioscope.features.sharing.tables import Share
from folioscope.features.visiting.tables import PublicLink, Visitor
from folioscope.features.watches.tables import Watch
from folioscope.platform.database.base import new_id, now
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.tables import Run, RunEvent
from tests.signed_in import Someone

OF_BASE = "canary-of-a-base"
"""Stands in what is in a base, which whoever may read it sees."""
WORK = {"name": "Acme", "position": "Engineer", "startDate": "2014-01"}
PRIVATE = "canary-of-the-owner"
"""Stands in what nobody but the owner ever sees."""


@dataclass(frozen=True)
class World:
    """The ids of one of everything. Rows of the matrix name them by their fields."""

    kb: str
    document: str
    resume: str
    watch: str
    share: str
    link: str
    token: str
    thread: str
    message: str
    run: str
    board: str
    offer: str
    session: str
    evaluation: str
    erasure: str
    key: str
    invitation: str
    login: str
    user: str

    @classmethod
    def nowhere(cls) -> World:
        """Ids of the same look that nothing has."""
        return cls(**{name: new_id() for name in cls.__dataclass_fields__})

    def filled(self, template: Any, own: Mapping[str, str]) -> Any:
        """JSON, or a text, with ids in the place of ``$names``; ``$my_…`` is of whoever asks."""
        known = {**own, **asdict(self)}
        text = re.sub(r"\$(\w+)", lambda found: known[found[1]], json.dumps(template))
        return json.loads(text)

    def hidden(self, text: str) -> str:
        """A text with the names of the ids in their place."""
        for name, id_ in self.ids().items():
            text = text.replace(id_, f"${name}")
        return text

    def ids(self) -> Mapping[str, str]:
        """The ids by name, but for that of a user: it is a number, which may stand anywhere."""
        return {name: id_ for name, id_ in asdict(self).items() if name != "user"}


@dataclass(frozen=True)
class Came:
    """Somebody who came by a public link, with a conversation."""

    user_id: int
    digest: str
    thread: str


@dataclass(frozen=True)
class Maker:
    """Makes worlds of one owner; a ``reader`` and a ``writer`` have shares, a ``visitor`` a link.

    Their documents come of the file that the owner has taken in.
    """

    owner: Someone
    reader: int
    writer: int
    visitor: Came

    async def make(self) -> World:
        """A new one of everything. The visitor's link is from now on that of this base."""
        async with self.owner.database.write() as session:
            user = User(name="somebody")
            await _store(session, user)
        world = replace(World.nowhere(), user=str(user.id))
        async with self.owner.database.write() as session:
            taken = (await session.scalars(select(Document).limit(1))).one()
            model = (await session.get_one(KnowledgeBase, taken.base_id)).model
            await self._make_base(session, world, taken.file_id, model)
            await self._make_shares(session, world)
            await self._make_conversation(session, world)
            await self._make_jobs(session, world)
            await self._make_papers(session, world)
        return world

    async def _make_base(self, session: Session, world: World, file_id: str, model: str) -> None:
        mine = {"owner_id": self.owner.user_id}
        actor = {"actor_kind": "user", "actor_id": self.owner.user_id}
        base = KnowledgeBase(
            **mine, id=world.kb, name=f"{OF_BASE}-{world.kb}", model=model, chunk_size=900,
            chunk_overlap=100,
        )  # fmt: skip
        await _store(session, base)
        document = Document(
            **mine, id=world.document, base_id=world.kb, file_id=file_id, source="cv.md",
            path=f"{OF_BASE}.md", name=f"{OF_BASE}.md", kind="resume", state="ready", edition=1,
            staged=1,
        )  # fmt: skip
        await _store(session, document)
        text = f"# {OF_BASE}\n\nRan Kubernetes."
        page = PageText(
            document_id=world.document, edition=1, ordinal=0, number=1, text=text, lines=[]
        )
        resume = StoredResume(
            **mine, id=world.resume, document_id=world.document, name=OF_BASE, places={},
            read={"basics": {"name": OF_BASE, "summary": "Ran Kubernetes."}, "work": [WORK]},
            version=999, edition=1, edits={"work": [WORK]},
        )  # fmt: skip
        watch = Watch(**mine, **actor, id=world.watch, base_id=world.kb, path=f"/{PRIVATE}")
        await _store(session, page, resume, watch)

    async def _make_shares(self, session: Session, world: World) -> None:
        to_write = Share(base_id=world.kb, user_id=self.writer, access="write")
        to_read = Share(id=world.share, base_id=world.kb, user_id=self.reader, access="read")
        link = PublicLink(
            id=world.link, owner_id=self.owner.user_id, base_id=world.kb, token=world.token,
            title="Ask", greeting="", origins=[], visitor_messages=1000, daily_messages=1000,
        )  # fmt: skip
        await _store(session, to_write, to_read, link)
        came = self.visitor  # who is gone with the link of before, if that was deleted
        made_by = self.owner.user_id
        await session.merge(
            User(id=came.user_id, name="visitor", kind="visitor", created_by=made_by)
        )
        await session.merge(
            Visitor(user_id=came.user_id, link_id=world.link, digest=came.digest, seen_at=now())
        )
        await session.merge(Thread(id=came.thread, owner_id=came.user_id, bases=[world.kb]))

    async def _make_conversation(self, session: Session, world: World) -> None:
        mine = {"owner_id": self.owner.user_id}
        await _store(session, Thread(**mine, id=world.thread, title=PRIVATE, bases=[world.kb]))
        run = Run(
            **mine, id=world.run, actor_kind="user", actor_id=self.owner.user_id,
            kind="chat.answer", thread_id=world.thread, status="done", next_seq=4,
            input={"bases": [world.kb]},
        )  # fmt: skip
        await _store(session, run)
        told: tuple[tuple[str, dict[str, str]], ...] = (
            ("status", {"stage": PRIVATE}),
            ("final", {"text": PRIVATE}),
            ("done", {}),
        )
        events = [
            RunEvent(run_id=world.run, seq=seq, type=kind, data=json.dumps(data))
            for seq, (kind, data) in enumerate(told, start=1)
        ]
        said = Message(
            **mine, id=world.message, thread_id=world.thread, run_id=world.run, position=1,
            role="user", content=PRIVATE,
        )  # fmt: skip
        await _store(session, said, *events)

    async def _make_jobs(self, session: Session, world: World) -> None:
        mine = {"owner_id": self.owner.user_id}
        board = Board(
            **mine, id=world.board, actor_kind="user", actor_id=self.owner.user_id,
            name=f"b-{world.board}", backend="jsonl", config={"path": f"/{PRIVATE}.jsonl"},
        )  # fmt: skip
        await _store(session, board)
        offer = Offer(
            **mine, id=world.offer, board_id=world.board, source_id="1", digest="0" * 64,
            title=PRIVATE, text="We look for somebody who knows Kubernetes.", locations=[],
            remote="unknown", tags=[], contacts=[], raw={},
        )  # fmt: skip
        await _store(session, offer)

    async def _make_papers(self, session: Session, world: World) -> None:
        mine = {"owner_id": self.owner.user_id}
        text = {
            "person": PRIVATE,
            "resume": {},
            "title": "Job",
            "company": "",
            "text": "Kubernetes",
        }
        coached = CoachingSession(
            **mine, id=world.session, thread_id=world.thread, resume_id=world.resume,
            profile_id="p", job_id="j",
            snapshot={"texts": text, "documents": [new_id(), new_id()], "context": "search"},
        )  # fmt: skip
        key = ApiKey(
            user_id=self.owner.user_id, id=world.key, name=f"{PRIVATE}-{world.key}",
            start="fsk_", digest=new_id(), scopes=["read"],
        )  # fmt: skip
        report = {"format": "folioscope.evaluation/1"}
        evaluation = StoredEvaluation(
            **mine, id=world.evaluation, name=PRIVATE, figures=[], report=report
        )
        receipt = {"state": "complete", "erased": {PRIVATE: 1}, "mentioned_in": []}
        erasure = Erasure(**mine, id=world.erasure, kind="document", receipt=receipt)
        until = now() + timedelta(days=1)
        login = Login(
            id=world.login, user_id=self.owner.user_id, digest=new_id(), agent=PRIVATE,
            expires_at=until,
        )  # fmt: skip
        invitation = Invitation(id=world.invitation, digest=new_id(), expires_at=until)
        await _store(session, coached, key, evaluation, erasure, login, invitation)


async def _store(session: Session, *rows: Any) -> None:
    session.add_all(rows)
    await session.flush()
