"""What a request asks of job boards and offers, in the caller's transaction."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from folioscope.backends.job_boards.port import BoardConfig
from folioscope.errors import Conflict, Invalid, NotFound
from folioscope.features.knowledge import service as knowledge
from folioscope.features.knowledge.purposes import OFFERS
from folioscope.features.knowledge.repository import BaseNotFound, Bases
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.offers.board_repository import Boards
from folioscope.features.offers.contacts import without_contacts
from folioscope.features.offers.filters import OfferFilters
from folioscope.features.offers.repository import Offers
from folioscope.features.offers.tables import Board, Offer, OfferSync
from folioscope.features.offers.wording import in_words
from folioscope.platform.database.base import new_id, now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.budgets import Budget, take_message
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run

SYNC, SUMMARISE = "offers.sync", "offers.summarise"
MOST_SUMMARISED = 200
SYNC_ATTEMPTS = 5
LEAST_SECONDS = 600  # between two syncs of a board: they are other people's servers
BOARD_NAME = re.compile(r"[^\W_][\w .+-]{0,63}")


class BoardNameInvalid(Invalid):
    """A name that a job board cannot have."""

    code = "board_name_invalid"


class SyncActive(Conflict):
    """The board is being synced already."""

    code = "sync_active"


class NothingToSummarise(NotFound):
    """A selection that no offer is in."""

    code = "no_offers_selected"


class TooOften(Invalid):
    """A board that is to be synced more often than its server should be asked."""

    code = "sync_too_often"


@dataclass(frozen=True, slots=True)
class NewBoard:
    """A board to sync offers from, every so many seconds if at all by itself."""

    name: str
    backend: str
    config: BoardConfig
    every_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """Offers by id, or else the newest that fit, and the language model that is to write."""

    ids: tuple[str, ...]
    wanted: OfferFilters
    model: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What a board leaves behind: its base, which no index needs, and bytes that nobody needs."""

    base_id: str | None
    unneeded: tuple[str, ...]


def offer_text(offer: Offer) -> str:
    """The offer as Markdown, as documents, prompts and other features read it.

    The people of the board, and mails and numbers in its text, are not in it.
    """
    return without_contacts(in_words(offer), map(str, offer.contacts))


async def add_board(
    session: Session, principal: Principal, wanted: NewBoard, made: BaseDefaults
) -> Board:
    """Store a board with a base of its name for its offers. The secrets of a board are settings."""
    board = Board(
        owner_id=principal.user_id,
        actor_kind=principal.kind,
        actor_id=principal.user_id,
        name=board_name(wanted.name),
        backend=wanted.backend,
        config=_stored(wanted.config),
    )
    set_pace(board, wanted.every_seconds)
    stored = await Boards(session, principal).add(board)
    await base_of(session, principal, stored, made)
    return stored


def set_pace(board: Board, every_seconds: int | None) -> None:
    """Have a board synced every so many seconds, at once for the first time, or by itself never."""
    if every_seconds is not None and every_seconds < LEAST_SECONDS:
        msg = f"A board is synced every {LEAST_SECONDS // 60} minutes at the most, not more often."
        raise TooOften(msg)
    board.every_seconds = every_seconds
    board.next_sync_at = None if every_seconds is None else now() + timedelta(seconds=every_seconds)


async def base_of(
    session: Session, principal: Principal, board: Board, made: BaseDefaults
) -> KnowledgeBase:
    """The base that the offers of a board are documents of; made where it is not there."""
    if board.base_id is not None:
        try:
            return await Bases(session, principal).get(board.base_id)
        except BaseNotFound:
            board.base_id = None
    base = await knowledge.create_base(
        session, principal, board.name, replace(made, purpose=OFFERS)
    )
    board.base_id = base.id
    await session.flush()
    return base


async def start_sync(caller: Caller, reference: str, since: datetime | None = None) -> Run:
    """Start a sync of a board: of all that it lists, or of what was posted since.

    Only a whole one tells what has gone. ``SyncActive`` while there is one already.
    """
    board = await Boards(caller.session, caller.principal).lock(reference)
    if await Runs(caller.session, caller.principal).count_active(SYNC, board.id):
        msg = f"“{board.name}” is being synced already."
        raise SyncActive(msg)
    seen = OfferSync(id=new_id(), owner_id=board.owner_id, board_id=board.id, counts={})
    told = {"board_id": board.id, "sync_id": seen.id}
    run = Run(
        owner_id=board.owner_id,
        kind=SYNC,
        subject=board.id,
        input={**told, "since": None if since is None else since.isoformat()},
        max_attempts=SYNC_ATTEMPTS,
    )
    await runs.start(caller, run)
    seen.run_id = run.id
    caller.session.add(seen)
    await caller.session.flush()
    return run


async def remove_board(session: Session, principal: Principal, reference: str) -> Removed:
    """Delete a board with its offers and the base of their documents."""
    boards = Boards(session, principal)
    board = await boards.lock(reference)
    base_id = board.base_id
    if base_id is None:
        await boards.remove(board)
        return Removed(None, ())
    # The base first, as whoever brings documents does, or the two would wait for each other.
    await Bases(session, principal).lock(base_id)
    await boards.remove(board)
    _, unneeded = await knowledge.delete_base(session, principal, base_id)
    return Removed(base_id, tuple(unneeded))


async def start_summary(caller: Caller, selected: Selected, budget: Budget) -> Run:
    """Start to summarise offers, 200 at the most, which counts as a message of the budget.

    Raises ``OfferNotFound`` and ``NothingToSummarise``.
    """
    offers = Offers(caller.session, caller.principal)
    if selected.ids:
        chosen = await offers.get_all(selected.ids)
    else:
        chosen = await offers.list(selected.wanted, MOST_SUMMARISED)
    if not chosen:
        msg = (
            "No offer fits, so there is nothing to summarise. Loosen the filters, or sync a board."
        )
        raise NothingToSummarise(msg)
    await take_message(caller.session, caller.principal, budget)
    run = Run(
        owner_id=caller.principal.user_id,
        kind=SUMMARISE,
        input={"offers": [offer.id for offer in chosen], "model": selected.model},
    )
    return await runs.start(caller, run)


def board_name(text: str) -> str:
    """The name, which its base can have as well; ``BoardNameInvalid`` with what is allowed."""
    name = text.strip()
    if not BOARD_NAME.fullmatch(name) or ".." in name:
        msg = (
            f"“{name[:80]}” cannot be the name of a job board: use up to 64 letters, digits, "
            "spaces and . + - _, and begin with a letter or digit."
        )
        raise BoardNameInvalid(msg)
    return name


def _stored(config: BoardConfig) -> dict[str, Any]:
    """What is told of a board, but for secrets and what is left out."""
    known = asdict(replace(config, key=""))
    return {name: value for name, value in known.items() if value}
