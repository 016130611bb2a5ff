"""Résumés on the page: read, corrected, had back; and the coaching that begins with one."""

from __future__ import annotations

import re

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.page.acts import ask, button, document, until_answered
from tests.page.axe import violations
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import PHONE, Visitors

pytestmark = ON_THE_PAGE
NAME = "Khady Thiam"
JOB = "Platform engineer\nYou know Kubernetes, Rust and Terraform. Five years of experience."


async def resume_of(desk: Desk, name: str) -> str:
    listed = (await desk.get("/api/resumes"))["resumes"]
    found: str = next(one["resume_id"] for one in listed if one["name"] == name)
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def resume(desk: Desk, visitors: Visitors) -> Page:
    """The page of a résumé as it was read."""
    resume_id = await resume_of(desk, NAME)
    await desk.ask("DELETE", f"/api/resumes/{resume_id}/edits")
    page = await visitors.open(desk.url, f"/resumes/{resume_id}")
    await expect(section(page, "Experience")).to_be_visible()
    return page


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


async def test_what_was_read_opens_at_its_line(resume: Page) -> None:
    await resume.get_by_role("button", name="Tarnbrook Payments (Employer").click()
    await expect(document(resume).locator("[data-marked]").first).to_be_visible()


async def test_a_correction_keeps_what_was_read_in_sight(resume: Page) -> None:
    await button(resume, "Edit DevOps Engineer").click()
    await field(resume, "Employer").fill("Tarnbrook Ltd")
    await button(resume, "Save").click()
    await expect(resume.get_by_text("Saved.", exact=True)).to_be_visible()
    await resume.reload()
    await button(resume, "Edit DevOps Engineer").click()
    await expect(field(resume, "Employer")).to_have_value("Tarnbrook Ltd")
    await expect(resume.get_by_text("Tarnbrook Payments", exact=True)).to_be_visible()
    await button(resume, "Employer: back to what was read").click()
    await button(resume, "Save").click()
    await expect(resume.get_by_text("Edited", exact=True)).to_have_count(0)


async def test_lines_are_moved_by_key_and_dates_are_checked(resume: Page) -> None:
    await button(resume, "Edit DevOps Engineer").click()
    second = await field(resume, "What was done, line 2").input_value()
    await button(resume, "Move What was done, line 1 down").press("Enter")
    await expect(field(resume, "What was done, line 1")).to_have_value(second)
    await field(resume, "From").fill("some day")
    await expect(button(resume, "Save")).to_be_disabled()
    await field(resume, "From").fill("9/2021")
    await field(resume, "Until").focus()
    await expect(field(resume, "From")).to_have_value("2021-09")
    await button(resume, "Undo the changes").click()
    await expect(button(resume, "Save")).to_have_count(0)


async def test_nobody_leaves_without_being_asked(resume: Page) -> None:
    await button(resume, "Edit The person").click()
    await field(resume, "Name").fill("Somebody Else")
    await resume.get_by_role("link", name="Search", exact=True).click()
    await button(resume, "Cancel").click()
    await expect(field(resume, "Name")).to_have_value("Somebody Else")
    await resume.get_by_role("link", name="Search", exact=True).click()
    await button(resume, "Leave").click()
    await expect(resume).to_have_url(re.compile("/search"))


async def test_a_resume_is_written_by_hand_and_made_ones_own(
    desk: Desk, visitors: Visitors
) -> None:
    page = await visitors.open(desk.url, "/resumes")
    await button(page, "Add a résumé").click()
    await page.get_by_text("By hand", exact=True).click()
    await field(page, "Name").fill("Grace Hopper")
    await button(page, "Add").click()
    await expect(page.get_by_role("heading", name="Grace Hopper", level=1)).to_be_visible()
    await button(page, "This is me").click()
    await expect(button(page, "This is not me")).to_be_visible()
    await button(page, "This is not me").click()
    await expect(button(page, "This is me")).to_be_visible()
    await button(page, "More").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await button(page, "Delete").click()
    await expect(page).to_have_url(re.compile("/resumes$"))


async def test_a_coach_answers_and_tailors_the_cv(resume: Page) -> None:
    await button(resume, "Get coaching").click()
    await field(resume, "Text of the job offer").fill(JOB)
    await button(resume, "Begin").click()
    await expect(button(resume, "Tailor the CV")).to_be_visible()
    await until_answered(resume)
    await button(resume, "Tailor the CV").click()
    draft = section(resume, "CV for this job")
    await expect(draft).to_be_visible()
    await draft.get_by_text("Line by line").click()
    await expect(draft.get_by_text("added:").first).to_be_attached()
    assert await violations(resume) == []
    await until_answered(resume)
    await ask(resume, "Do I know Kubernetes?")
    await until_answered(resume)


async def test_the_pages_are_sound_on_a_phone(desk: Desk, visitors: Visitors) -> None:
    resume_id = await resume_of(desk, NAME)
    page = await visitors.open(desk.url, "/resumes", screen=PHONE, scheme="dark", reduced=True)
    await expect(page.get_by_role("list", name="Résumés")).to_be_visible()
    assert await violations(page) == []
    await page.goto(f"/resumes/{resume_id}")
    await button(page, "Edit DevOps Engineer").click()
    await button(page, "Edit entry 1").click()
    await page.get_by_role("button", name="Docker", exact=True).click()
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
