"""Job boards and offers: added, looked at, narrowed, searched, summarised, asked about."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.page.acts import button, question_box, until_answered, until_in_thread
from tests.page.axe import violations
from tests.page.desk import Desk, opened_desk
from tests.page.marks import ON_THE_PAGE
from tests.page.told_model import UNASKED, ToldModel
from tests.page.visitors import PHONE, Visitors

pytestmark = ON_THE_PAGE
BREAD = "Bake sourdough bread at night and teach two apprentices."
TRADES = (("Baker", "FR", "Lyon", "permanent", BREAD), ("Welder", "DE", "Berlin", "freelance", ""))


def listed(count: int) -> list[dict[str, Any]]:
    """So many offers, of bakers and welders in turn."""
    offers = []
    for number in range(count):
        title, country, city, contract, text = TRADES[number % len(TRADES)]
        offers.append(
            {
                "id": f"offer-{number}",
                "title": f"{title} {number}",
                "text": text or "Weld ships of steel.",
                "country": country,
                "city": city,
                "contract": contract,
                "company": "Example SAS",
                "url": f"https://jobs.example/{number}",
                "posted_at": f"2026-10-{number + 1:02}T00:00:00Z",
            }
        )
    return offers


def write(file: Path, offers: list[dict[str, Any]]) -> None:
    lines = [json.dumps(offer) for offer in offers]
    file.write_text("\n".join([*lines, '{"title": "without an id"}']) + "\n")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of offers on the server, of which one cannot be read."""
    file = tmp_path_factory.mktemp("boards") / "offers.jsonl"
    write(file, listed(6))
    return file


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def boards(
    filled: Path,
    built: Path,
    model: ToldModel,
    file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Desk]:
    """A server that may read the file."""
    folder = tmp_path_factory.mktemp("offers") / "data"
    allowed = {"FOLIOSCOPE_ALLOWED_ROOTS": str(file.parent)}
    async with opened_desk(filled, folder, model, built, allowed) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def seated(boards: Desk, file: Path, visitors: Visitors) -> AsyncIterator[Page]:
    """Somebody before the offers of a board of six, which is gone afterwards."""
    write(file, listed(6))
    page = await visitors.open(boards.url, "/offers")
    await button(page, "Add a job board").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Where the offers are").select_option("jsonl")
    await dialog.get_by_label("Where the file is").fill(str(file))
    await dialog.get_by_role("textbox", name="Name").fill("Harbour")
    await button(dialog, "Add a job board").click()
    await expect(page.get_by_role("link", name="Baker 4")).to_be_visible()
    yield page
    await boards.client.delete("/api/boards/Harbour")


def offers(page: Page) -> Locator:
    return page.get_by_role("region", name="Offers", exact=True)


async def until_found(page: Page, text: str) -> None:
    """Search until the documents of the offers can be found."""
    for _ in range(60):
        await page.reload()
        await expect(offers(page).get_by_role("status")).not_to_have_text("Looking for offers…")
        if await offers(page).get_by_text(text).count():
            return
        await page.wait_for_timeout(500)
    raise AssertionError(f"“{text}” is not found.")


async def test_without_a_board_it_is_told_what_one_is(boards: Desk, visitors: Visitors) -> None:
    page = await visitors.open(boards.url, "/offers")
    await expect(page.locator("main")).to_contain_text("No job board yet")


async def test_what_a_board_lists_comes_and_what_goes_is_closed(seated: Page, file: Path) -> None:
    page = seated
    await expect(offers(page)).to_contain_text("6 offers")
    await page.get_by_text("1 offer could not be read").click()
    await expect(page.get_by_role("list", name="Job boards")).to_contain_text("It has no “id”")
    write(file, listed(4))
    await button(page, "Look now at “Harbour”").click()
    await expect(page.get_by_role("list", name="Job boards")).to_contain_text("4 seen")
    # What is missing once may have been between two pages of a board.
    await button(page, "Look now at “Harbour”").click()
    await expect(offers(page)).to_contain_text("4 offers")
    await page.get_by_role("link", name="2 closed").click()
    await page.get_by_role("link", name="Baker 4").click()
    await expect(page.locator("main")).to_contain_text("This offer was closed on")
    await expect(button(page, "Ask about this offer")).to_have_count(0)


async def test_a_board_is_looked_at_by_itself(seated: Page, boards: Desk) -> None:
    pace = seated.get_by_label("How often “Harbour” is looked at by itself")
    await pace.select_option("every 6 hours")
    await expect(seated.get_by_role("list", name="Job boards")).to_contain_text("Next time:")
    assert (await boards.get("/api/boards/Harbour"))["every_seconds"] == 6 * 3600


async def test_filters_are_kept_in_the_address(seated: Page) -> None:
    page = seated
    await page.get_by_text("Filters").click()
    await page.get_by_label("Countries").fill("Germany")
    await page.keyboard.press("Enter")
    await expect(offers(page)).to_contain_text("3 offers")
    await page.get_by_label("Freelance").check()
    await page.reload()
    await expect(page.get_by_label("Countries")).to_have_value("Germany")
    await expect(page.get_by_label("Freelance")).to_be_checked()
    await expect(offers(page).get_by_role("link", name="Baker")).to_have_count(0)
    await button(page, "Clear the filters").click()
    await expect(offers(page)).to_contain_text("6 offers")


async def test_a_search_shows_the_passage_that_fits(seated: Page) -> None:
    page = seated
    box = page.get_by_role("searchbox", name="Search the job offers")
    await box.fill("sourdough apprentices")
    await page.keyboard.press("Enter")
    await until_found(page, "sourdough")
    await expect(box).to_have_value("sourdough apprentices")
    await expect(offers(page).locator("mark").first).to_have_text("sourdough")


async def test_a_selection_is_summarised(seated: Page) -> None:
    page = seated
    for title in ("Baker 0", "Welder 1"):
        await page.get_by_role("checkbox", name=f"Select “{title}”").check()
    await button(page, "Summarise these").click()
    summary = page.get_by_role("region", name="Summary")
    await expect(summary).to_contain_text("Summary of 2 offers")
    await expect(summary).to_contain_text(UNASKED)
    await summary.get_by_text("The offers by their numbers").click()
    await expect(summary.get_by_role("link")).to_have_text(["Baker 0", "Welder 1"])


async def test_a_chat_about_offers_is_narrowed_to_them(seated: Page, boards: Desk) -> None:
    page = seated
    await page.goto("/offers?countries=FR")
    await expect(offers(page)).to_contain_text("3 offers")
    await button(page, "Ask about these offers").click()
    await expect(page.get_by_text("Answers come from 3 job offers.")).to_be_visible()
    wanted = await boards.get("/api/offers/scope", countries="FR")
    async with page.expect_request(re.compile(r"/messages$")) as asked:
        await question_box(page).fill("Who bakes?")
        await page.keyboard.press("Enter")
    sent = (await asked.value).post_data_json
    assert sent is not None
    assert set(sent["filters"]["documents"]) == set(wanted["documents"])
    await until_in_thread(page)
    await until_answered(page)
    await page.reload()
    await expect(page.get_by_text("Answers come from 3 job offers.")).to_be_visible()
    await button(page, "Ask about everything").click()
    await expect(page.get_by_text("Answers come from")).to_have_count(0)


async def test_what_fits_is_saved_and_reported(seated: Page) -> None:
    page = seated
    await button(page, "Save as a file").click()
    async with page.expect_download() as saved:
        await page.get_by_role("menuitem", name="Table (CSV)").click()
    assert (await (await saved.value).path()).read_text(encoding="utf-8-sig").count("Baker") >= 3
    report = page.get_by_role("link", name=re.compile("^Report"))
    answer = await page.request.get(await report.get_attribute("href") or "")
    assert "<html" in await answer.text()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_offers_are_accessible(
    seated: Page, boards: Desk, visitors: Visitors, theme: Any
) -> None:
    found = (await boards.get("/api/offers"))["offers"][0]["offer_id"]
    page = await visitors.open(boards.url, "/offers", scheme=theme, screen=PHONE, reduced=True)
    await page.locator("summary").first.click()
    await page.get_by_text("Filters").click()
    await expect(page.get_by_role("link", name="Baker 4")).to_be_visible()
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await button(page, "Add a job board").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await violations(page) == []
    await page.goto(f"/offers/{found}")
    await expect(page.get_by_role("heading", level=2, name="The offer")).to_be_visible()
    assert await violations(page) == []
