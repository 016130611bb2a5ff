"""The first run, search, the latest evaluation, the settings, and addresses that lead nowhere."""

from __future__ import annotations

import json
import re
from contextlib import suppress

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator, Page, Response, expect

from tests.page.acts import (
    ABOUT_THE_NOTE,
    TEXT_OF_THE_NOTE,
    ask,
    button,
    conversation,
    document,
    marks,
    question_box,
    until_answered,
)
from tests.page.desk import CANARY, Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import Visitors

pytestmark = ON_THE_PAGE
PATHS = (
    "/chat",
    "/bases",
    "/bases/demo",
    "/offers",
    "/resumes",
    "/fit",
    "/search",
    "/evaluations",
    "/settings",
)


def search_box(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search the documents")


async def test_the_first_run_invites_to_a_question(quiet_desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(quiet_desk.url, "/")
    await expect(page).to_have_url(re.compile(r"/chat$"))
    suggested = page.get_by_role("region", name="Questions that this base answers:")
    await suggested.get_by_role("button").first.click()
    await until_answered(page)
    await expect(marks(page).first).to_be_visible()
    await marks(page).first.click()
    await expect(document(page)).to_be_visible()


async def test_a_server_without_a_model_says_how_to_connect_one(
    quiet_desk: Desk, visitors: Visitors
) -> None:
    page = await visitors.open(quiet_desk.url)
    banner = page.get_by_role("complementary", name="Connect a model")
    await expect(banner).to_contain_text("No language model is connected")
    await button(banner, "Connect a model").click()
    await expect(banner).to_contain_text("LLM_PROVIDER")
    await button(banner, "Dismiss").click()
    await expect(banner).to_have_count(0)


async def test_what_is_searched_for_opens_at_its_line(page: Page) -> None:
    await page.goto("/search")
    await search_box(page).fill("412 databases migrated to Postgres")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=re.compile("^notes.txt")).first.click()
    marked = document(page).locator("[data-marked]")
    await expect(marked.first).to_be_in_viewport()
    assert TEXT_OF_THE_NOTE in "\n".join(await marked.all_inner_texts())


async def test_a_search_is_kept_in_the_address(page: Page) -> None:
    await page.goto("/search")
    await search_box(page).fill("Postgres at Globex")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("notes.txt").first).to_be_visible()
    await page.reload()
    await expect(search_box(page)).to_have_value("Postgres at Globex")
    await expect(page.get_by_text("notes.txt").first).to_be_visible()


async def test_without_an_evaluation_it_is_told_how_to_make_one(page: Page) -> None:
    await page.goto("/evaluations")
    await expect(page.get_by_role("heading", level=1, name="Evaluation")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("Nothing has been evaluated yet")
    await expect(page.locator("main")).to_contain_text("folioscope eval")


async def test_the_settings_tell_what_runs(page: Page, desk: Desk) -> None:
    server = await desk.get("/api/server")
    await page.goto("/settings")
    main = page.locator("main")
    await expect(main).to_contain_text(server["version"])
    await expect(main).to_contain_text(server["data_dir"])
    await expect(main).to_contain_text("told")


async def assert_keyless(answers: list[Response]) -> None:
    """Look at what was answered, before a browser that goes on forgets it."""
    while answers:
        answer = answers.pop()
        assert CANARY not in json.dumps(answer.headers), answer.url
        is_stream = "event-stream" in answer.headers.get("content-type", "")
        if not is_stream and answer.status == 200:
            with suppress(PlaywrightError):  # what was asked for in vain, as the page went on
                assert CANARY.encode() not in await answer.body(), answer.url


async def test_no_page_and_no_answer_holds_a_key(page: Page, desk: Desk) -> None:
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))  # noqa: PLW0108 - it is marked
    desk.model.tell(ABOUT_THE_NOTE, f"{TEXT_OF_THE_NOTE} [1].")
    await ask(page, ABOUT_THE_NOTE)
    await until_answered(page)
    await assert_keyless(answers)
    for path in PATHS:
        await page.goto(path)
        await page.wait_for_load_state("networkidle")
        assert CANARY not in await page.content(), path
        await assert_keyless(answers)
    kept = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert CANARY not in kept


async def test_an_address_that_leads_nowhere_says_so(page: Page) -> None:
    await page.goto("/there/is/nothing")
    await expect(page.locator("main")).to_contain_text("There is no page at this address")
    await page.locator("main").get_by_role("link").first.click()
    await expect(question_box(page)).to_be_visible()


async def test_the_root_leads_to_the_chat(page: Page) -> None:
    await page.goto("/")
    await expect(question_box(page)).to_be_focused()


async def test_the_last_chat_is_remembered(page: Page, desk: Desk) -> None:
    thread_id = await desk.thread(title="The remembered one")
    await desk.say(thread_id, "Is it remembered?", "It is remembered.")
    await page.goto(f"/chat/{thread_id}")
    await expect(conversation(page)).to_contain_text("It is remembered.")
    await expect(page).to_have_title(re.compile("The remembered one"))
    await page.goto("/")
    await expect(page).to_have_url(re.compile(thread_id))
    await expect(conversation(page)).to_contain_text("It is remembered.")


async def test_every_page_has_a_title_of_its_own(page: Page) -> None:
    titles = []
    for path in PATHS:
        await page.goto(path)
        await expect(page.get_by_role("heading", level=1).first).to_be_attached()
        titles.append(await page.title())
    assert len(set(titles)) == len(titles), titles
