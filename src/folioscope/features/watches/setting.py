"""The folders that the setting FOLIOSCOPE_WATCH names, each with the base that follows it."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.errors import FolioscopeError
from folioscope.features.knowledge import service
from folioscope.features.knowledge.labels import base_name
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.watches.repository import Watches
from folioscope.features.watches.service import Folder, follow_setting, forget_settings
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, LOCAL_USER_ID, OVER_ALL, Principal

log = logging.getLogger(__name__)

Named = tuple[str, Path]
"""A base and a folder."""


@dataclass
class Wanted:
    """What the settings of this process name. ``origin`` tells them from those of another."""

    named: Sequence[Named]
    origin: str
    made: BaseDefaults
    embeddings: EmbeddingModels
    _failures: set[str] = field(default_factory=set)
    _is_settled: bool = False

    async def settle(self, database: Database) -> None:
        """Have watched what is named, once, and no more what was named before.

        A base that is missing is made. What fails is told once and tried again.
        """
        if self._is_settled:
            return
        kept: list[tuple[str, str]] = []
        for name, folder in self.named:
            try:
                kept.append(await self._follow(database, name, folder))
            except FolioscopeError as error:
                self._tell(f"the folder {folder} is not watched for “{name}”: {error.message}")
        self._is_settled = len(kept) == len(self.named)
        if self._is_settled:
            async with database.write() as session:
                await forget_settings(session, OVER_ALL, self.origin, kept)

    async def _follow(self, database: Database, name: str, folder: Path) -> tuple[str, str]:
        path = _normal(folder)
        base = await self._base(database, base_name(name), path)
        is_own = base.owner_id == LOCAL_USER_ID
        owner = LOCAL if is_own else Principal("user", base.owner_id)
        async with database.write() as session:
            wanted = Folder(path, trusted=True, origin=self.origin)
            await follow_setting(session, owner, base, wanted)
        return base.id, path

    async def _base(self, database: Database, name: str, path: str) -> KnowledgeBase:
        async with database.read() as session:
            # It may have become an account's since it was made.
            watches = Watches(session, OVER_ALL)
            known = await watches.base_of_setting(self.origin, name, path)
            known = known or await Bases(session, LOCAL).find_own(name)
        if known is not None:
            return known
        model = (await self.embeddings.get(self.made.model)).name
        made = BaseDefaults(model, self.made.chunk_size, self.made.chunk_overlap)
        async with database.write() as session:
            return await service.create_base(session, LOCAL, name, made)

    def _tell(self, failure: str) -> None:
        if failure not in self._failures:
            self._failures.add(failure)
            log.warning("%s", failure)


def _normal(folder: Path) -> str:
    return os.path.normpath(folder.absolute())
