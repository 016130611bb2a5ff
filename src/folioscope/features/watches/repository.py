"""The SQL of watched folders as their owners see them: each file with what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, func, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from folioscope.errors import Conflict, NotFound
from folioscope.features.knowledge.tables import Document, KnowledgeBase, StoredFile
from folioscope.features.watches.changes import TAKEN, WAITING
from folioscope.features.watches.tables import FollowedFile, Watch
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal

KEY_LENGTH = 32


class WatchNotFound(NotFound):
    """No such watched folder of that knowledge base."""

    code = "watch_not_found"


class WatchExists(Conflict):
    """Somebody else has just had the same folder watched."""

    code = "watch_exists"


@dataclass(frozen=True, slots=True)
class FileState:
    """A followed file, its state, and the file whose documents stand for it, if another's do.

    ``is_found`` tells whether some version of it answers.
    """

    file: FollowedFile
    state: str
    reason: dict[str, Any] | None
    same_as: str | None
    is_found: bool

    @property
    def place(self) -> str:
        """Where in the order of files it stands; also when it is not there any more."""
        return f"{self.file.key}{self.file.label}"


class Watches:
    """The watched folders a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, Watch.owner_id)

    async def add(self, watch: Watch) -> Watch:
        """Store a new watch; ``WatchExists`` when the base has one of that path."""
        try:
            async with self._session.begin_nested():
                self._session.add(watch)
        except IntegrityError as error:
            msg = f"{watch.path} is watched already."
            raise WatchExists(msg) from error
        return watch

    async def find(self, base: KnowledgeBase, reference: str) -> Watch | None:
        """The watch of that id or path, if there is one."""
        named = or_(Watch.id == reference, Watch.path == reference)
        chosen = select(Watch).where(self._visible, Watch.base_id == base.id, named)
        return await self._session.scalar(chosen)

    async def get(self, base: KnowledgeBase, reference: str) -> Watch:
        """The watch of that id or path; ``WatchNotFound``."""
        watch = await self.find(base, reference)
        if watch is None:
            msg = f"“{base.name}” does not watch “{reference}”."
            raise WatchNotFound(msg)
        return watch

    async def list(self, base: KnowledgeBase) -> Sequence[Watch]:
        """The watches of a base, by path."""
        chosen = select(Watch).where(self._visible, Watch.base_id == base.id)
        return (await self._session.scalars(chosen.order_by(Watch.path))).all()

    async def of_origin(self, origin: str) -> Sequence[Watch]:
        """The watches that a setting named."""
        chosen = select(Watch).where(self._visible, Watch.origin == origin)
        return (await self._session.scalars(chosen)).all()

    async def base_of_setting(self, origin: str, name: str, path: str) -> KnowledgeBase | None:
        """The base of that name that follows a folder of a setting, or this one for another's.

        Of several the one that did so first.
        """
        is_meant = or_(Watch.origin == origin, Watch.path == path)
        chosen = (
            select(KnowledgeBase)
            .join(Watch, Watch.base_id == KnowledgeBase.id)
            .where(self._visible, Watch.origin.is_not(None), is_meant, KnowledgeBase.name == name)
            .order_by(Watch.created_at, Watch.id)
            .limit(1)
        )
        return await self._session.scalar(chosen)

    async def remove(self, watch: Watch) -> None:
        """End a watch."""
        await self._session.delete(watch)
        await self._session.flush()

    async def begin_anew(self, watch: Watch) -> None:
        """Take the folder for what it is now, and have all tried again that failed."""
        watch.root = watch.fingerprint = None
        await self._session.execute(
            update(FollowedFile)
            .where(FollowedFile.watch_id == watch.id, _state(watch).in_(("failed", "refused")))
            .values(state=WAITING, code=None, message=None)
            .execution_options(synchronize_session=False)
        )

    async def counts(self, watch: Watch) -> dict[str, int]:
        """How many files of the folder are in each state."""
        states = select(_state(watch).label("state")).where(FollowedFile.watch_id == watch.id)
        each = states.subquery()
        counted = select(each.c.state, func.count()).group_by(each.c.state).order_by(each.c.state)
        return {row[0]: row[1] for row in await self._session.execute(counted)}

    async def files(
        self, watch: Watch, limit: int, after: str, state: str | None = None
    ) -> Sequence[FileState]:
        """A page of the files by label, beyond the one whose place is ``after``."""
        chosen = select(FollowedFile, _state(watch), _answers(watch)).where(
            FollowedFile.watch_id == watch.id
        )
        if state is not None:
            chosen = chosen.where(_state(watch) == state)
        if after:
            key, label = after[:KEY_LENGTH], after[KEY_LENGTH:]
            place = tuple_(FollowedFile.label, FollowedFile.key)
            chosen = chosen.where(place > tuple_(label, key))
        chosen = chosen.order_by(FollowedFile.label, FollowedFile.key).limit(limit)
        found = (await self._session.execute(chosen)).all()
        others = await self._others(watch, [row[0] for row in found if row[1] == "same"])
        reasons = await self._reasons(watch, [row[0] for row in found if row[1] == "failed"])
        return [_shown(*row, others, reasons) for row in found]

    async def _others(self, watch: Watch, files: Sequence[FollowedFile]) -> dict[str, str]:
        """By content the name of the file whose documents stand for it."""
        chosen = (
            select(StoredFile.digest, func.min(Document.source))
            .join(StoredFile, StoredFile.id == Document.file_id)
            .where(
                Document.base_id == watch.base_id,
                Document.state != "failed",
                StoredFile.digest.in_({file.digest for file in files}),
            )
            .group_by(StoredFile.digest)
        )
        return {row[0]: row[1] for row in await self._session.execute(chosen)}

    async def _reasons(self, watch: Watch, files: Sequence[FollowedFile]) -> dict[str, Any]:
        """By name of a file why it could not be read."""
        failed = (
            select(func.max(Document.id))
            .where(
                Document.base_id == watch.base_id,
                Document.state == "failed",
                Document.source.in_({file.label for file in files}),
            )
            .group_by(Document.source)
        )
        chosen = select(Document.source, Document.reason).where(Document.id.in_(failed))
        return {row[0]: row[1] for row in await self._session.execute(chosen)}


def _shown(
    file: FollowedFile,
    state: str,
    answers: bool,  # noqa: FBT001  # a column of the row
    others: Mapping[str, str],
    reasons: Mapping[str, Any],
) -> FileState:
    reason = reasons.get(file.label) if state == "failed" else None
    if file.code is not None and reason is None:
        reason = {"code": file.code, "message": file.message}
    same_as = others.get(file.digest or "") if state == "same" else None
    return FileState(file, state, reason, same_as, is_found=answers)


def _state(watch: Watch) -> ColumnElement[str]:
    """What became of a file: as it is stored, or as its documents tell."""
    mine = (Document.source == FollowedFile.label, Document.file_id == _file_id(watch))
    return case(
        (FollowedFile.state != TAKEN, FollowedFile.state),
        (_is_any(watch, *mine, Document.state == "ready"), "ready"),
        (_is_any(watch, *mine, Document.state != "failed"), "reading"),
        (_is_any(watch, *mine), "failed"),
        (_is_any(watch, Document.file_id == _file_id(watch)), "same"),
        else_="removed",
    )


def _answers(watch: Watch) -> ColumnElement[bool]:
    """Whether some version of the file is found."""
    return _is_any(watch, Document.source == FollowedFile.label, Document.state == "ready")


def _is_any(watch: Watch, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Document.base_id == watch.base_id, *which)


def _file_id(watch: Watch) -> ScalarSelect[str]:
    stored = select(StoredFile.id).where(
        StoredFile.owner_id == watch.owner_id, StoredFile.digest == FollowedFile.digest
    )
    return stored.correlate(FollowedFile).scalar_subquery()
