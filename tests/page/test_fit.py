"""Who fits a job how well: a pool, its verdicts and their lines, one person, changed demands."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.page.acts import button, document
from tests.page.axe import violations
from tests.page.desk import Desk, opened_desk
from tests.page.marks import ON_THE_PAGE
from tests.page.told_model import ToldModel
from tests.page.visitors import PHONE, Visitors

pytestmark = ON_THE_PAGE
TITLE = "Site reliability engineer"
TEXT = """Requirements
- Master's degree in computer science
- Redis, MongoDB or PostgreSQL
- Fluent English
- French B2 is mandatory

Nice to have
- Docker
- Rust
"""
BEST = "Gareth Ashdown"
OFFER = {"source_id": "1", "title": TITLE, "company": "Globex", "text": TEXT}
EXPLAIN = "Explain this fit."
EXPLANATION = "Docker is there [r5]. The score is 12 percent. PostgreSQL was used [r2]."


@pytest_asyncio.fixture(loop_scope="session")
async def page(desk: Desk, visitors: Visitors) -> Page:
    """The page of fit; whoever looks at it has no résumé of their own."""
    return await visitors.open(desk.url, "/fit")


@pytest_asyncio.fixture(loop_scope="session")
async def offering(
    filled: Path, built: Path, model: ToldModel, tmp_path: Path
) -> AsyncIterator[tuple[Desk, str]]:
    """A server with an offer, and the id of that."""
    settings = {"FOLIOSCOPE_ALLOWED_ROOTS": str(tmp_path)}
    file = tmp_path / "offers.jsonl"
    file.write_text(json.dumps(OFFER) + "\n", encoding="utf-8")
    async with opened_desk(filled, tmp_path / "data", model, built, settings) as desk:
        board = {"name": "file", "backend": "jsonl", "path": str(file)}
        made = await desk.ask("POST", "/api/boards", json=board)
        await desk.ask("POST", f"/api/boards/{made['board_id']}/sync", json={})
        async with asyncio.timeout(30):
            while not (found := (await desk.get("/api/offers"))["offers"]):
                await asyncio.sleep(0.05)
        yield desk, found[0]["offer_id"]


async def compare_everybody(page: Page) -> None:
    """Compare the base of CVs with a pasted job."""
    await page.get_by_text("A whole base", exact=True).click()
    await page.get_by_role("checkbox", name="demo").check()
    await paste_job(page)
    await expect(page.get_by_text("30 people compared")).to_be_visible()


async def paste_job(page: Page) -> None:
    await page.get_by_text("A text", exact=True).click()
    await page.get_by_role("textbox", name="Title of the job").fill(TITLE)
    await page.get_by_role("textbox", name="Text of the job").fill(TEXT)
    await button(page, "Read what it asks for").click()


def verdict(page: Page, name: str, asked: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{name}, {asked}[^:]*: "))


async def test_without_a_choice_it_says_what_to_choose(page: Page) -> None:
    main = page.locator("main")
    await expect(main).to_contain_text("Choose whose CV and which job")
    await expect(main).to_contain_text("You have not said yet which résumé is yours")
    assert not await violations(page)


async def test_a_verdict_opens_its_line(page: Page) -> None:
    await compare_everybody(page)
    names = page.get_by_role("grid").get_by_role("rowheader")
    await expect(names.first).to_contain_text(BEST)
    await expect(names).to_have_count(25)
    assert not await violations(page)
    await verdict(page, BEST, "Docker").click()
    await expect(document(page).locator("[data-marked]").first).to_be_in_viewport()
    told = page.get_by_role("status").filter(has_text="Docker is named.")
    await expect(told).to_contain_text("Kubernetes, Docker, Helm")


async def test_verdicts_are_reached_by_keys_alone(page: Page) -> None:
    await compare_everybody(page)
    await verdict(page, BEST, "Master").focus()
    for _ in range(4):
        await page.keyboard.press("ArrowRight")
    await expect(verdict(page, BEST, "Docker")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(document(page).locator("[data-marked]").first).to_be_visible()


async def test_one_person_is_explained_beside_the_verdicts(page: Page, desk: Desk) -> None:
    tale = desk.model.tell(EXPLAIN, EXPLANATION, held=True)
    await compare_everybody(page)
    await button(page, BEST).click()
    await expect(page.get_by_role("heading", name=f"1. {BEST}")).to_be_focused()
    words = page.get_by_role("region", name="In words")
    await button(words, "Explain in words").click()
    await tale.release(3)
    await expect(words).to_contain_text("Docker is there")
    await expect(words).to_contain_text("Writing…")
    await tale.release_all()
    await expect(words).to_contain_text("1 sentence contradicted the verdicts and was left out.")
    await expect(words).not_to_contain_text("12 percent")
    assert not await violations(page)
    await button(words, "Requirement 5: Docker").click()
    await expect(page.locator("li:focus")).to_contain_text("Docker is named.")


async def test_changed_demands_change_the_order(page: Page) -> None:
    await compare_everybody(page)
    asked = page.get_by_role("region", name="What the job asks for")
    await button(asked, "Edit: Rust").click()
    await page.get_by_role("combobox", name="How much it matters").select_option("Deal-breaker")
    await button(asked, "Save").click()
    await expect(asked).to_contain_text("2 deal-breakers")
    first = page.get_by_role("grid").get_by_role("rowheader").first
    await expect(first).not_to_contain_text(BEST)
    await button(asked, "Back to what was read").click()
    await button(page.get_by_role("dialog"), "Back to what was read").click()
    await expect(first).to_contain_text(BEST)


async def test_what_somebody_wrote_of_no_known_language_is_refused(
    page: Page, visitors: Visitors
) -> None:
    visitors.mean("status of 422")
    await compare_everybody(page)
    asked = page.get_by_role("region", name="What the job asks for")
    await button(asked, "Add a requirement").click()
    await page.get_by_role("combobox", name="Kind").select_option("Language")
    await page.get_by_role("textbox", name="Name", exact=True).fill("Klingon")
    await button(asked, "Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("“Klingon” is no language")


async def test_a_comparison_is_kept_by_a_reload(page: Page) -> None:
    await compare_everybody(page)
    await page.reload()
    await expect(page.get_by_text("30 people compared")).to_be_visible()
    await expect(page.get_by_role("region", name="Which job")).to_contain_text(TITLE)


async def test_it_is_had_as_files(page: Page, tmp_path: Path) -> None:
    await compare_everybody(page)
    for name, kind in (("All data", "json"), ("Table", "csv"), ("Page to print", "html")):
        await button(page, "Download").click()
        async with page.expect_download() as coming:
            await page.get_by_role("menuitem", name=re.compile(name)).click()
        file = tmp_path / f"fit.{kind}"
        await (await coming.value).save_as(file)
        assert BEST in file.read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    assert made["total"] == 30


async def test_on_a_phone_it_is_one_person_at_a_time(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, "/fit", screen=PHONE, scheme="dark", reduced=True)
    await compare_everybody(page)
    await expect(page.get_by_role("grid")).to_have_count(0)
    assert not await violations(page)
    await page.get_by_role("button", name=re.compile(BEST)).click()
    await expect(page.get_by_role("heading", name=f"1. {BEST}")).to_be_focused()
    width = "document.documentElement.scrollWidth <= innerWidth"
    assert await page.evaluate(width)
    assert not await violations(page)
    await page.get_by_role("button", name=re.compile("^Next: ")).click()
    await expect(page.get_by_role("heading", name=re.compile("^2. "))).to_be_focused()
    await page.get_by_role("button", name=re.compile("^Show in the CV")).first.click()
    await expect(document(page).locator("[data-marked]").first).to_be_in_viewport()
    await page.go_back()
    await expect(page.get_by_role("heading", name=re.compile("^2. "))).to_be_visible()


async def test_people_are_chosen_by_name(page: Page) -> None:
    await page.get_by_text("Some people", exact=True).click()
    await page.get_by_role("searchbox", name="Find a person").fill("ashdown")
    await page.get_by_role("checkbox", name=re.compile(BEST)).check()
    await paste_job(page)
    await expect(page.get_by_role("heading", name=BEST)).to_be_visible()
    await expect(page).to_have_url(re.compile(r"resume=[0-9a-f]{32}"))


async def test_demands_of_an_offer_are_changed_for_good(
    offering: tuple[Desk, str], visitors: Visitors
) -> None:
    desk, offer_id = offering
    page = await visitors.open(desk.url, "/fit?kb=demo")
    await page.get_by_role("searchbox", name="Find an offer").fill("reliability")
    await button(page, f"{TITLE} · Globex").click()
    await expect(page).to_have_url(re.compile(f"offer={offer_id}"))
    await expect(page.get_by_text("30 people compared")).to_be_visible()
    asked = page.get_by_role("region", name="What the job asks for")
    await button(asked, "Show and edit").click()
    await button(asked, "Remove: Rust").click()
    await expect(asked).to_contain_text("Edited by hand")
    kept = await desk.get(f"/api/offers/{offer_id}/requirements")
    assert [one["text"] for one in kept["requirements"]][-1] == "Docker"
    await button(asked, "Back to what was read").click()
    await button(page.get_by_role("dialog"), "Back to what was read").click()
    await expect(button(asked, "Remove: Rust")).to_be_visible()


async def test_ones_own_resume_is_compared_with_an_offer(
    offering: tuple[Desk, str], visitors: Visitors
) -> None:
    desk, offer_id = offering
    listed = (await desk.get("/api/resumes", kb="demo"))["resumes"]
    [own] = [one["resume_id"] for one in listed if one["name"] == BEST]
    await desk.ask("PUT", "/api/resumes/own", json={"resume_id": own})
    page = await visitors.open(desk.url, f"/fit?offer={offer_id}")
    await expect(page.get_by_role("region", name="Whose CV")).to_contain_text(f"Mine: {BEST}")
    await expect(page.get_by_role("heading", name=BEST)).to_be_visible()
    await expect(page.get_by_role("link", name="See the offer")).to_have_attribute(
        "href", re.compile(f"^/offers/{offer_id}")
    )
