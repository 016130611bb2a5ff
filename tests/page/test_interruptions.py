"""Nothing that breaks in the middle of an answer loses a word of it or shows one twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect

from tests.page.acts import (
    ask,
    conversation,
    numbered,
    question_box,
    until_answered,
    until_in_thread,
    until_word,
    words_shown,
)
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.told_model import Tale
from tests.page.visitors import Visitors
from tests.page.watch import BROKEN_NETWORK, REFUSED
from tests.tcp_proxy import TcpProxy, tcp_proxy

pytestmark = ON_THE_PAGE
COUNT = 60
WHOLE = numbered(COUNT).split()
TRANSPORTS: tuple[Literal["sse", "websocket"], ...] = ("sse", "websocket")
over_both = pytest.mark.parametrize("transport", TRANSPORTS)


async def begin(page: Page, desk: Desk, question: str, words: int = 10) -> Tale:
    """Ask, and wait until so many words are shown."""
    tale = desk.model.tell(question, numbered(COUNT), held=True)
    await ask(page, question)
    await tale.until_asked()
    await tale.release(words)
    await until_word(page, words - 1)
    return tale


async def check(page: Page, desk: Desk) -> None:
    """What is shown in the end is what is stored, and what a reload shows."""
    await expect(conversation(page)).to_contain_text(WHOLE[-1], timeout=120_000)
    await until_word(page, COUNT - 1)
    await until_answered(page)
    assert await words_shown(page) == WHOLE
    thread_id = await until_in_thread(page)
    assert (await desk.messages(thread_id))[-1]["content"] == numbered(COUNT)
    await page.reload()
    await until_word(page, COUNT - 1)
    assert await words_shown(page) == WHOLE


@asynccontextmanager
async def behind_proxy(
    desk: Desk, visitors: Visitors, **preferences: Any
) -> AsyncIterator[tuple[Page, TcpProxy]]:
    async with tcp_proxy(desk.server.port) as proxy:
        page = await visitors.open(proxy.url, **preferences)
        visitors.mean(BROKEN_NETWORK)
        try:
            yield page, proxy
        finally:
            await page.context.close()


@over_both
async def test_a_reload_goes_on_where_the_answer_was(
    desk: Desk, visitors: Visitors, transport: str
) -> None:
    page = await visitors.open(desk.url, transport=transport)
    tale = await begin(page, desk, f"Reload over {transport}.")
    await until_in_thread(page)
    await page.reload()
    await until_word(page, 9)
    assert await words_shown(page) == WHOLE[:10]
    await tale.release(10)
    await until_word(page, 19)
    await tale.release_all()
    await check(page, desk)


async def test_a_second_tab_shows_the_same_answer(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url)
    tale = await begin(page, desk, "Show it in two tabs.")
    thread_id = await until_in_thread(page)
    second = await page.context.new_page()
    await second.goto(f"/chat/{thread_id}")
    await until_word(second, 9)
    await tale.release(10)
    await until_word(page, 19)
    await until_word(second, 19)
    await tale.release_all()
    await check(second, desk)
    await check(page, desk)


async def test_a_stop_in_one_tab_is_seen_in_the_other(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url)
    await begin(page, desk, "Stop it in the other tab.")
    thread_id = await until_in_thread(page)
    second = await page.context.new_page()
    await second.goto(f"/chat/{thread_id}")
    await until_word(second, 9)
    await second.get_by_role("button", name="Stop", exact=True).click()
    await until_answered(page)
    await until_answered(second)
    assert await words_shown(page) == await words_shown(second) == WHOLE[:10]


@over_both
async def test_a_lost_network_is_told_and_the_answer_goes_on(
    desk: Desk, visitors: Visitors, transport: str
) -> None:
    async with behind_proxy(desk, visitors, transport=transport) as (page, proxy):
        tale = await begin(page, desk, f"Lose the network over {transport}.")
        proxy.mode = "refuse"
        proxy.cut()
        await expect(page.get_by_text("Reconnecting").first).to_be_visible()
        assert await words_shown(page) == WHOLE[:10]
        await tale.release(10)
        proxy.mode = "pass"
        await until_word(page, 19)
        await expect(page.get_by_text("Reconnecting")).to_have_count(0)
        await tale.release_all()
        await check(page, desk)


async def test_connections_that_break_again_and_again_lose_nothing(
    desk: Desk, visitors: Visitors
) -> None:
    async with behind_proxy(desk, visitors) as (page, proxy):
        tale = await begin(page, desk, "Break it again and again.")
        for words in range(20, COUNT, 10):
            proxy.cut()
            await tale.release(10)
            await until_word(page, words - 1)
        await tale.release_all()
        await check(page, desk)


async def test_a_question_sent_into_a_dead_network_is_not_lost(
    desk: Desk, visitors: Visitors
) -> None:
    async with behind_proxy(desk, visitors) as (page, proxy):
        question = "Is this question lost?"
        desk.model.tell(question, "It is not.")
        await expect(question_box(page)).to_be_visible()
        proxy.mode = "refuse"
        proxy.cut()
        await ask(page, question)
        await expect(page.get_by_role("alert").first).to_be_visible()
        shown = await page.locator("main").inner_text()
        written = await question_box(page).input_value()
        assert question in shown + written


@over_both
async def test_a_killed_server_that_comes_back_goes_on(
    own_desk: Desk, visitors: Visitors, transport: str
) -> None:
    page = await visitors.open(own_desk.url, transport=transport)
    visitors.mean(BROKEN_NETWORK, REFUSED)
    tale = await begin(page, own_desk, f"Kill the server over {transport}.")
    await own_desk.kill()
    await expect(page.get_by_text("Reconnecting").first).to_be_visible()
    await own_desk.start_again()
    # The run is taken up again: it asks the model anew, and what was shown before is replaced.
    await tale.release_all()
    await check(page, own_desk)
    assert tale.times_asked == 2
    await expect(conversation(page)).to_contain_text(f"Kill the server over {transport}.")
