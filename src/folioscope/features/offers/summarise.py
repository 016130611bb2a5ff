"""The run ``offers.summarise``: what offers are about, in short."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import aclosing
from typing import Any

from folioscope.backends.llm_names import EXTRACTIVE
from folioscope.backends.llm_pool import LanguageModels
from folioscope.errors import BackendFailed
from folioscope.features.offers.repository import Offers
from folioscope.features.offers.service import SUMMARISE, offer_text
from folioscope.features.offers.summary import Shown, counted_summary, prompt_for
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs.attempt import Conclude, RunContext

KIND = SUMMARISE
MARK_BYTES = 8
PATIENCE_SECONDS = 240.0  # for all that a model writes


class SummaryTooSlow(BackendFailed):
    """The summary was not complete in the time it may take."""

    code = "summary_too_slow"


async def summarise(run: RunContext, *, database: Database, llms: LanguageModels) -> Conclude:
    """Count and quote, or have the language model write that was asked for.

    What a model writes is shown as its own words: the offers are named beside it by number.
    """
    async with database.read() as session:
        offers = await Offers(session, run.principal).get_all(run.input["offers"])
    shown = [Shown(offer, offer_text(offer)) for offer in offers]
    await run.stage("answering")
    model = run.input["model"]
    if model == EXTRACTIVE:
        await run.token(await asyncio.to_thread(counted_summary, shown))
    else:
        await _written(run, llms, model, shown)
    named = [
        {"number": number, "offer_id": offer.id, "title": offer.title, "company": offer.company}
        for number, offer in enumerate(offers, start=1)
    ]

    async def conclude(_session: Session) -> dict[str, Any]:
        return {"result": {"text": run.text, "model": model, "offers": named}}

    return conclude


async def _written(run: RunContext, llms: LanguageModels, model: str, shown: list[Shown]) -> None:
    asked = await llms.get(model)
    mark = secrets.token_hex(MARK_BYTES)
    try:
        async with (
            asyncio.timeout(PATIENCE_SECONDS),
            aclosing(asked.stream(prompt_for(shown, mark))) as said,
        ):
            async for delta in said:
                if delta.text:
                    await run.token(delta.text)
    except TimeoutError:
        msg = f"{asked.name} had not finished its summary after {PATIENCE_SECONDS:g} seconds."
        raise SummaryTooSlow(msg) from None
