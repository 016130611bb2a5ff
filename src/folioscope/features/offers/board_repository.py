"""The SQL of job boards as their owners see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.exc import IntegrityError

from folioscope.errors import Conflict, NotFound
from folioscope.features.offers.tables import Board, Offer, OfferSync
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal


class BoardNotFound(NotFound):
    """No such job board, or not the caller's."""

    code = "board_not_found"


class BoardExists(Conflict):
    """The caller has a job board of that name."""

    code = "board_exists"


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """A board with how many offers of it are open and closed, and the last look at it."""

    board: Board
    open: int
    closed: int
    last_sync: OfferSync | None


class Boards:
    """The job boards a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        self._visible = owned_by(principal, Board.owner_id)

    async def add(self, board: Board) -> Board:
        """Store a new board; ``BoardExists`` when the owner has one of that name."""
        try:
            async with self._session.begin_nested():
                self._session.add(board)
        except IntegrityError as error:
            msg = f"There is already a job board named “{board.name}”."
            raise BoardExists(msg) from error
        return board

    async def get(self, reference: str) -> Board:
        """The board of that id, or of that name among the caller's own; ``BoardNotFound``."""
        board: Board | None = await self._session.scalar(self._named(reference))
        if board is None:
            msg = f"There is no job board “{reference}”."
            raise BoardNotFound(msg)
        return board

    async def lock(self, reference: str) -> Board:
        """The board as it is now, held against other changes until the transaction ends."""
        held = self._named(reference).with_for_update(key_share=True)
        fresh = held.execution_options(populate_existing=True)
        board: Board | None = await self._session.scalar(fresh)
        if board is None:
            msg = f"There is no job board “{reference}”."
            raise BoardNotFound(msg)
        return board

    async def list(self) -> Sequence[Board]:
        """Every visible board, by name."""
        chosen = select(Board).where(self._visible).order_by(Board.name, Board.id)
        return (await self._session.scalars(chosen)).all()

    async def figures(self, boards: Sequence[Board]) -> Sequence[BoardFigures]:
        """What is known of each of the boards."""
        ids = [board.id for board in boards]
        counted = (
            select(Offer.board_id, Offer.state, func.count())
            .where(Offer.board_id.in_(ids))
            .group_by(Offer.board_id, Offer.state)
        )
        counts = {(row[0], row[1]): row[2] for row in await self._session.execute(counted)}
        last = {board.id: await self._last_sync(board.id) for board in boards}
        return [
            BoardFigures(
                board,
                counts.get((board.id, "open"), 0),
                counts.get((board.id, "closed"), 0),
                last[board.id],
            )
            for board in boards
        ]

    async def syncs(self, board: Board, limit: int) -> Sequence[OfferSync]:
        """The last looks at a board, the newest first."""
        chosen = select(OfferSync).where(OfferSync.board_id == board.id)
        newest = chosen.order_by(OfferSync.started_at.desc(), OfferSync.id.desc()).limit(limit)
        return (await self._session.scalars(newest)).all()

    async def remove(self, board: Board) -> None:
        """Delete a board with its offers; their documents are the base's."""
        await self._session.delete(board)
        await self._session.flush()

    async def _last_sync(self, board_id: str) -> OfferSync | None:
        chosen = select(OfferSync).where(OfferSync.board_id == board_id)
        newest = chosen.order_by(OfferSync.started_at.desc(), OfferSync.id.desc()).limit(1)
        found: OfferSync | None = await self._session.scalar(newest)
        return found

    def _named(self, reference: str) -> Select[Board]:
        own_name = (Board.name == reference) & (Board.owner_id == self._principal.user_id)
        chosen = select(Board).where(self._visible, or_(own_name, Board.id == reference))
        return chosen.order_by(own_name.desc()).limit(1)
