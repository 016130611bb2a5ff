"""What one account may ask of language models: messages a minute, tokens a day.

Both are counted in the transaction of what they count, a message with its run and tokens with the
end of one, so that neither a process that dies nor one that is started anew forgets any.

What the visitors of a public link spend is its owner's: else whoever has spent a day's tokens would
go on by a link of their own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from folioscope.errors import BackendBusy, LimitReached
from folioscope.platform.api.rates import MINUTE, Rate, waiting
from folioscope.platform.api.window_repository import Windows
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.repository import is_queue_full, payer_of

RETRY_AFTER = 10  # seconds


class TooManyMessages(LimitReached):
    """More messages than one account may send."""

    code = "too_many_messages"


class TokensSpent(LimitReached):
    """All tokens that an account has for a day."""

    code = "tokens_spent"


class QueueFull(BackendBusy):
    """More runs wait, of everybody, than a server takes."""

    code = "queue_full"


@dataclass(frozen=True, slots=True)
class Budget:
    """What one account may ask for; 0 is without limit, and so is who is at the machine.

    ``queued`` is how many runs of everybody may wait.
    """

    messages_a_minute: int = 0
    tokens_a_day: int = 0
    queued: int = 0

    @property
    def messages(self) -> Rate:
        """The rate of messages."""
        told = "messages of one account a minute"
        return Rate("messages", self.messages_a_minute, MINUTE, told, TooManyMessages)

    @property
    def visits(self) -> Rate:
        """The rate of messages of all who came by the links of one account."""
        told = "messages of all visitors a minute"
        return Rate("visits", self.messages_a_minute, MINUTE, told, TooManyMessages)


@dataclass(frozen=True, slots=True)
class Used:
    """What an account has used: messages of this minute, tokens of this day."""

    messages: int = 0
    tokens: int = 0


async def take_message(session: Session, principal: Principal, budget: Budget) -> None:
    """Count a message that a model is to answer.

    Raises ``TooManyMessages`` or ``TokensSpent``, and ``QueueFull`` where too many others wait.
    """
    if principal.kind == "local":
        return
    if budget.queued and await is_queue_full(session, budget.queued):
        msg = "Too many questions of all users wait for their answers. Try again in a moment."
        raise QueueFull(msg, retry_after=RETRY_AFTER)
    await require_tokens(session, principal, budget)
    if budget.messages_a_minute:
        rate = budget.visits if principal.kind == "visitor" else budget.messages
        key = f"{rate.name}:{await payer_of(session, principal)}"
        until = now() + timedelta(seconds=MINUTE)
        window = await Windows(session).count(key, 1, until)
        if window.used > rate.most:
            raise rate.reached((window.expires_at - now()).total_seconds())


async def require_tokens(session: Session, principal: Principal, budget: Budget) -> None:
    """Raise ``TokensSpent`` where none are left for today."""
    if principal.kind == "local" or not budget.tokens_a_day:
        return
    window = await Windows(session).find(_tokens(await payer_of(session, principal)))
    if window is not None and window.used >= budget.tokens_a_day:
        wait = max(1, int((window.expires_at - now()).total_seconds()) + 1)
        # A stranger need not know what accounts have here.
        spent = (
            "All that this chat may answer in a day has been answered."
            if principal.kind == "visitor"
            else f"The {budget.tokens_a_day:,} tokens that one account has for a day are spent."
        )
        msg = f"{spent} Try again in {waiting(wait)}, after midnight (UTC)."
        raise TokensSpent(msg, retry_after=wait)


async def count_tokens(session: Session, principal: Principal, tokens: int) -> None:
    """Count tokens that were read and written for somebody, in the transaction that says so."""
    if tokens and principal.kind != "local":
        payer = await payer_of(session, principal)
        await Windows(session).count(_tokens(payer), tokens, _midnight(now()))


async def used_by(session: Session, principal: Principal) -> Used:
    """What an account has used so far, its tokens with those of its visitors."""
    windows, whose = Windows(session), principal.user_id
    found = [await windows.find(key) for key in (f"messages:{whose}", _tokens(whose))]
    messages, tokens = (0 if window is None else window.used for window in found)
    return Used(messages, tokens)


Execute = Callable[[RunContext], Awaitable[Conclude]]


def within(budget: Budget, database: Database, execute: Execute) -> Execute:
    """A run function that begins only while there are tokens: it may have waited for long."""

    async def checked(run: RunContext) -> Conclude:
        if run.principal.kind != "local":
            async with database.read() as session:
                await require_tokens(session, run.principal, budget)
        return await execute(run)

    return checked


def _tokens(user_id: int) -> str:
    return f"tokens:{user_id}"


def _midnight(moment: datetime) -> datetime:
    """The one that comes next."""
    tomorrow = moment + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
