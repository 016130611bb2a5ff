"""The models of this machine: those that come with packages, and those pulled from the hub."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from folioscope.backends.bert.model_sources import PACKAGED_MODELS
from folioscope.backends.bert.pulled_models import (
    HUB_FOLDER,
    ModelNameInvalid,
    PulledModel,
    altered,
    find_pulled,
    folder_of,
    is_commit,
    lacking,
    split_name,
)
from folioscope.backends.models.choice import small_files, weights
from folioscope.backends.models.fetching import MOST_FAILURES, Pause, Pull
from folioscope.backends.models.hub import Hub, HubAccess, Listing
from folioscope.backends.models.inventory import inventory, shown_pulled
from folioscope.backends.models.places import Place, disk_room, drop, reserved
from folioscope.backends.models.port import (
    HubBusy,
    KeptModel,
    ModelFixed,
    ModelNotKept,
    ModelNotUsable,
    Tell,
)
from folioscope.backends.models.runnable import check_runnable

NEWEST = "main"


@dataclass(frozen=True)
class HubShelf:
    """Models below ``cache_dir``. ``pause`` waits some seconds before the hub is asked again."""

    cache_dir: Path
    access: HubAccess
    pause: Pause = asyncio.sleep

    @property
    def _hub_dir(self) -> Path:
        return self.cache_dir / HUB_FOLDER

    def full_name(self, name: str) -> str:
        """The name a base pins: with the commit where a pulled model is meant; else as it is."""
        packaged = name.removeprefix("sentence-transformers/")
        if packaged in PACKAGED_MODELS:
            return packaged
        try:
            found = find_pulled(self._hub_dir, name)
        except ModelNameInvalid:
            return name
        return found.name if found else name

    def check_name(self, name: str) -> str:
        """The repository, with the revision if one is named; an error for what is none."""
        if name.removeprefix("sentence-transformers/") in PACKAGED_MODELS:
            raise ModelFixed(f"{name} comes with a package of this program; it is not pulled.")
        repository, revision = split_name(name)
        return f"{repository}@{revision}" if revision else repository

    def models(self) -> Sequence[KeptModel]:
        """Those that are here, then those that are known and could be."""
        return inventory(self._hub_dir)

    async def pull(self, name: str, tell: Tell) -> KeptModel:
        """Fetch a model of the hub; what an earlier attempt has brought is not fetched again."""
        repository, revision = split_name(name)
        if is_commit(revision) and (there := await asyncio.to_thread(self._intact, name)):
            return shown_pulled(there)
        hub = Hub(self.access)
        try:
            listing = await self._listing(hub, repository, revision or NEWEST)
            pulled = await asyncio.to_thread(self._intact, f"{repository}@{listing.commit}")
            if pulled is None:
                place = Place(folder_of(self._hub_dir, repository, listing.commit))
                with reserved(place):
                    pulled = await self._fetch(hub, listing, place, tell)
        finally:
            await hub.aclose()
        return shown_pulled(pulled)

    def _intact(self, name: str) -> PulledModel | None:
        """The model of that name, if each of its files is as it came."""
        found = find_pulled(self._hub_dir, name)
        return found if found and not lacking(found) and not altered(found) else None

    async def _listing(self, hub: Hub, repository: str, revision: str) -> Listing:
        for failures in range(1, MOST_FAILURES):
            try:
                return await hub.listing(repository, revision)
            except HubBusy as error:  # who has no network is told at once
                await self.pause(max(error.retry_after, 2.0**failures / 2))
        return await hub.listing(repository, revision)

    async def _fetch(self, hub: Hub, listing: Listing, place: Place, tell: Tell) -> PulledModel:
        """Fetch what tells how the model is run, and the weights if it can be run."""
        try:
            small, heavy = small_files(listing), weights(listing, self.access.most_bytes)
            total = sum(file.size for file in (*small, *heavy))
            disk_room(place, total)
            pull = Pull(hub, listing, place.unfinished, tell, self.pause, total)
            files = {file.path: await pull.fetch(file) for file in small}
            await asyncio.to_thread(check_runnable, place.unfinished, listing.repository)
        except ModelNotUsable:
            await asyncio.to_thread(drop, place.unfinished)
            raise
        files |= {file.path: await pull.fetch(file) for file in heavy}
        return await asyncio.to_thread(place.finish, listing.repository, files)

    def remove(self, name: str) -> int:
        """Delete a pulled model, or what there is of it; the bytes that are free now."""
        if self.full_name(name) in PACKAGED_MODELS:
            raise ModelFixed(f"{name} comes with a package of this program and stays.")
        repository, revision = split_name(name)
        found = find_pulled(self._hub_dir, name)
        folders = [found.directory] if found else []
        folders += self._unfinished(repository, revision)
        if not folders:
            raise ModelNotKept(f"There is no pulled model {name}.")
        return sum(map(drop, folders))

    def drop_unfinished(self, name: str) -> None:
        """Delete what an attempt to pull has left."""
        for folder in self._unfinished(*split_name(name)):
            drop(folder)

    def _unfinished(self, repository: str, revision: str) -> list[Path]:
        wanted = revision if is_commit(revision) else "*"
        pattern = Place(folder_of(self._hub_dir, repository, wanted)).unfinished
        return list(pattern.parent.glob(pattern.name))


def open_shelf(cache_dir: Path, *, endpoint: str, token: str, most_bytes: int) -> HubShelf:
    """The models below that folder, and the hub at that address."""
    return HubShelf(cache_dir, HubAccess(endpoint, token, most_bytes))
