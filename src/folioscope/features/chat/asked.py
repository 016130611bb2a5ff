"""What an answer is wanted to: the question, what was said before it, where to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from folioscope.backends.llms.port import ChatMessage, LanguageModel
from folioscope.features.chat.modes import Mode
from folioscope.features.chat.repository import Messages
from folioscope.features.chat.tables import Message
from folioscope.features.follow_ups.standing import Standing, stand_alone
from folioscope.features.knowledge.repository import Bases
from folioscope.features.search.wanted import Filters
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.attempt import RunContext

MOST_EARLIER = 200  # messages that are looked at for what was said before


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its conversation.

    ``standing`` is what is searched for; ``bases`` are those that are still there, None for all.
    """

    question: str
    history: Sequence[ChatMessage]
    standing: Standing
    bases: Sequence[str] | None
    filters: Filters
    mode: Mode


async def read_asked(run: RunContext, database: Database, small: LanguageModel | None) -> Asked:
    """The question of a run, made to stand alone."""
    bases = run.input["bases"]
    async with database.read() as session:
        messages = Messages(session, run.principal)
        asked = await messages.question_of(run.thread_id or "", run.run_id)
        earlier = await messages.before(asked, MOST_EARLIER)
        if bases is not None:
            bases = await Bases(session, run.principal).remaining(bases)
    history = list(_turns(earlier))
    return Asked(
        question=asked.content,
        history=history,
        standing=await stand_alone(asked.content, history, small),
        bases=bases,
        filters=Filters(**{name: tuple(ids) for name, ids in run.input["filters"].items()}),
        mode=run.input["mode"],
    )


def _turns(messages: Sequence[Message]) -> Iterator[ChatMessage]:
    """The questions that have an answer, each with it, be it a partial one."""
    for asked, said in pairwise(messages):
        if (asked.role, said.role) == ("user", "assistant"):
            yield ChatMessage("user", asked.content)
            yield ChatMessage("assistant", said.content)
