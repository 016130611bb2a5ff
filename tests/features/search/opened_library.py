"""The opened program as one principal uses it, without its HTTP door."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from folioscope.features.accounts.repository import Users
from folioscope.features.knowledge.incoming import put_all
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.service import (
    add_files,
    create_base,
    remove_document,
    start_rebuild,
)
from folioscope.features.search.hits import Found, Hit
from folioscope.features.search.hybrid import Searcher, search
from folioscope.features.search.wanted import Wanted
from folioscope.platform.principal import LOCAL, Principal
from folioscope.platform.runs.service import Caller
from folioscope.wiring.opened import Folioscope


@dataclass(frozen=True)
class Library:
    """The opened program as one principal uses it, without its HTTP door."""

    folioscope: Folioscope
    principal: Principal = LOCAL
    searcher: Searcher | None = None

    async def fill(self, name: str, files: Mapping[str, str], model: str = "") -> str:
        """Make a base of texts; its id."""
        made = self.folioscope.base_defaults
        if model:
            made = type(made)(model, made.chunk_size, made.chunk_overlap)
        async with self.folioscope.database.write() as session:
            base = await create_base(session, self.principal, name, made)
        await self.add(base.id, files)
        return base.id

    async def add(self, reference: str, files: Mapping[str, str]) -> None:
        """Take texts in and wait until they can be found."""
        of = self.folioscope
        named = [(path, partial(io.BytesIO, told.encode())) for path, told in files.items()]
        async with put_all(of.shelf, named) as brought, of.database.write() as session:
            caller = Caller(session, self.principal, of.wakeups)
            base = await Bases(session, self.principal).get(reference)
            run, _ = await add_files(caller, base, brought.files)
        assert run is not None
        *_, final, done = [event async for event in of.tails.follow(run.id, 0)]
        assert json.loads(done.data) == {"status": "done"}
        assert json.loads(final.data)["result"]["failed"] == []

    async def remove(self, reference: str, path: str) -> None:
        async with self.folioscope.database.write() as session:
            base = await Bases(session, self.principal).get(reference)
            await remove_document(session, self.principal, base, path)

    async def rebuild(self, reference: str, model: str) -> None:
        """Build a base anew with another model and wait until it answers."""
        of = self.folioscope
        async with of.database.write() as session:
            caller = Caller(session, self.principal, of.wakeups)
            base = await Bases(session, self.principal).get(reference)
            run = await start_rebuild(caller, base, model, None)
        *_, done = [event async for event in of.tails.follow(run.id, 0)]
        assert json.loads(done.data) == {"status": "done"}

    async def search(self, query: str, *bases: str, **wanted: Any) -> list[Hit]:
        """What is found, in those bases or in all."""
        return list((await self.find(query, *bases, **wanted)).hits)

    async def find(self, query: str, *bases: str, **wanted: Any) -> Found:
        """The same, with what could not be done."""
        asked = Wanted(query, bases=bases or None, **wanted)
        return await search(self.searcher or self.folioscope.searcher, self.principal, asked)

    async def paths(self, query: str, *bases: str, **wanted: Any) -> list[str]:
        return [hit.path for hit in await self.search(query, *bases, **wanted)]

    async def user(self, name: str) -> Library:
        """The same library, as another user that the person at the machine has made."""
        async with self.folioscope.database.write() as session:
            user = await Users(session, LOCAL).add(name)
        return replace(self, principal=Principal("user", user.id))
