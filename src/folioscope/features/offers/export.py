"""Offers written into a file, a page of them after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folioscope.errors import Conflict
from folioscope.features.offers.board_repository import Boards
from folioscope.features.offers.export_files import Rows, rows_written, write_vectors
from folioscope.features.offers.export_formats import Format
from folioscope.features.offers.export_rows import row_of
from folioscope.features.offers.filters import OfferFilters
from folioscope.features.offers.repository import Offers, place_of
from folioscope.features.offers.service import offer_text
from folioscope.features.offers.tables import Offer
from folioscope.features.offers.vector_repository import OfferVectors, Passage
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal

AT_ONCE = 500  # offers


class VectorsOfManyModels(Conflict):
    """Offers whose vectors cannot stand in one file, because several models made them."""

    code = "vectors_of_many_models"


async def write_offers(
    database: Database, principal: Principal, wanted: OfferFilters, kind: Format, path: Path
) -> int:
    """Write the offers that fit, the newest first; how many there are.

    With vectors only those are written that have been embedded.
    """
    if kind == "npz":
        return await _write_vectors(database, principal, wanted, path)
    names = await _board_names(database, principal)
    count = 0
    with rows_written(kind, path) as add:
        async for page in pages_of(database, principal, wanted):
            rows = await asyncio.to_thread(_rows, page, names)
            await asyncio.to_thread(add, rows)
            count += len(rows)
    return count


async def _write_vectors(
    database: Database, principal: Principal, wanted: OfferFilters, path: Path
) -> int:
    names = await _board_names(database, principal)
    rows: list[dict[str, Any]] = []
    vectors: list[NDArray[np.float32]] = []
    models: set[str] = set()
    async for page in pages_of(database, principal, wanted):
        ids = [offer.document_id for offer in page if offer.document_id is not None]
        async with database.read() as session:
            stored = OfferVectors(session, principal)
            found = await stored.of(ids)
            models.update(await stored.models(list(found)))
        for offer in page:
            if own := found.get(offer.document_id or ""):
                rows.append(_embedded(offer, names, own))
                vectors.append(_middle(own))
    if len(models) > 1:
        msg = (
            f"These offers are embedded by several models ({', '.join(sorted(models))}), whose "
            "vectors do not compare. Narrow them to one board."
        )
        raise VectorsOfManyModels(msg)
    matrix = np.stack(vectors) if vectors else np.empty((0, 0), np.float32)
    await asyncio.to_thread(write_vectors, path, rows, matrix, next(iter(models), ""))
    return len(rows)


async def pages_of(
    database: Database, principal: Principal, wanted: OfferFilters
) -> AsyncIterator[Sequence[Offer]]:
    """The offers that fit, the newest first; no transaction is open between two pages."""
    after = ""
    while True:
        async with database.read() as session:
            page = await Offers(session, principal).list(wanted, AT_ONCE, after)
        if page:
            after = place_of(page[-1])
            yield page
        if len(page) < AT_ONCE:
            return


async def _board_names(database: Database, principal: Principal) -> dict[str, str]:
    async with database.read() as session:
        return {board.id: board.name for board in await Boards(session, principal).list()}


def _rows(offers: Sequence[Offer], names: dict[str, str]) -> Rows:
    return [row_of(offer, names.get(offer.board_id, "")) for offer in offers]


def _embedded(offer: Offer, names: dict[str, str], passages: Sequence[Passage]) -> dict[str, Any]:
    """The row of an offer, with what its vector is of, and what stood before that."""
    whole = passages[0].text if len(passages) == 1 else offer_text(offer)
    row = row_of(offer, names.get(offer.board_id, ""))
    return {**row, "context": passages[0].context, "embedded": whole}


def _middle(passages: Sequence[Passage]) -> NDArray[np.float32]:
    """One unit vector for those of all passages of an offer."""
    content = b"".join(passage.vector for passage in passages)
    vectors = np.frombuffer(content, np.float32).reshape(len(passages), -1)
    middle: NDArray[np.float32] = vectors.sum(axis=0)
    length = np.float32(np.linalg.norm(middle))
    return np.divide(middle, length) if length > 0 else vectors[0]
