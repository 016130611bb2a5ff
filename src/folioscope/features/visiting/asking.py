"""How many questions strangers may ask: each of them in an hour, all of a link in a day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from folioscope.errors import LimitReached
from folioscope.features.visiting.repository import OpenChats
from folioscope.features.visiting.tables import PublicLink, Visitor
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal

HOUR = timedelta(hours=1)


class VisitorLimit(LimitReached):
    """More questions of one visitor than an hour has."""

    code = "visitor_limit"


class LinkLimit(LimitReached):
    """More questions of all visitors of a link than a day has."""

    code = "link_limit"


async def count_question(session: Session, principal: Principal) -> None:
    """Count a question, if it is a visitor's, with the transaction that stores it.

    Raises ``VisitorLimit``, ``LinkLimit``, or ``ChatClosed`` where the link was switched off.
    """
    if principal.kind != "visitor":
        return
    moment = now()
    link, visitor = await OpenChats(session).lock(principal)
    _count_in_day(link, moment)
    _count_in_hour(visitor, link.visitor_messages, moment)
    await session.flush()


def require_room(link: PublicLink, moment: datetime) -> None:
    """Refuse with ``LinkLimit`` where all questions of the day are asked."""
    if link.counted_on == moment.date() and link.asked >= link.daily_messages:
        tomorrow = datetime.combine(moment.date() + timedelta(days=1), time(), UTC)
        msg = (
            f"All {link.daily_messages} questions that may be asked here in a day have been asked; "
            "come back tomorrow (UTC)."
        )
        raise LinkLimit(msg, retry_after=_seconds(tomorrow - moment))


def _count_in_day(link: PublicLink, moment: datetime) -> None:
    require_room(link, moment)
    if link.counted_on != moment.date():
        link.counted_on, link.asked = moment.date(), 0
    link.asked += 1


def _count_in_hour(visitor: Visitor, most: int, moment: datetime) -> None:
    if visitor.hour_began is None or moment - visitor.hour_began >= HOUR:
        visitor.hour_began, visitor.asked = moment, 0
    if visitor.asked >= most:
        left = _seconds(visitor.hour_began + HOUR - moment)
        msg = f"You have asked {most} questions in an hour; ask again in {-(-left // 60)} minutes."
        raise VisitorLimit(msg, retry_after=left)
    visitor.asked += 1
    visitor.seen_at = moment


def _seconds(span: timedelta) -> int:
    return max(1, int(span.total_seconds()) + 1)
