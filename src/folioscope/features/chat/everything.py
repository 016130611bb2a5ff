"""The simple way: all that is in the asked bases, in the order of the documents."""

from __future__ import annotations

from folioscope.backends.llms.port import LanguageModel
from folioscope.features.chat.budget import most_letters
from folioscope.features.knowledge.repository import Bases
from folioscope.features.search.hits import Hit
from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Wanted
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal


async def everything(
    database: Database, principal: Principal, wanted: Wanted, llm: LanguageModel
) -> tuple[Hit, ...] | None:
    """Every passage that a search might find; None where a model cannot be shown so much."""
    async with database.read() as session:
        bases = [base.id for base in await Bases(session, principal).choose(wanted.bases)]
        passages = Passages(session, principal)
        if await passages.letters(bases, wanted.filters) > most_letters(llm):
            return None
        return tuple(await passages.in_order(bases, wanted.filters))
