"""Logging in, going on after a login has ended, keys, people, and what others are let into."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page, expect

from folioscope.doors.lock import find_holder
from tests.page.acts import button
from tests.page.axe import violations
from tests.page.desk import Desk, opened_desk
from tests.page.marks import ON_THE_PAGE
from tests.page.told_model import ToldModel
from tests.page.visitors import Visitors
from tests.page.watch import REFUSED

pytestmark = ON_THE_PAGE
PASSWORD = "four words of hers"  # of people who live as long as a test
ADA = {
    "name": "Ada",
    "email": "ada@example.org",
    "role": "owner",
    "password": PASSWORD,
    "takes_over": True,
}
BOB = {"name": "Bob", "email": "bob@example.org", "role": "member", "password": PASSWORD}


@pytest_asyncio.fixture(loop_scope="session")
async def desk(filled: Path, built: Path, model: ToldModel, tmp_path: Path) -> AsyncIterator[Desk]:
    """A server with accounts, of which two are there."""
    settings = {"FOLIOSCOPE_AUTH": "password"}
    async with opened_desk(filled, tmp_path / "data", model, built, settings) as opened:
        holder = find_holder(tmp_path / "data")
        assert holder is not None
        opened.client.headers["Authorization"] = f"Bearer {holder.token}"
        for person in (ADA, BOB):
            await opened.ask("POST", "/api/users", json=person)
        yield opened


async def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password", exact=True).fill(password)
    await button(page, "Log in").click()


async def test_nobody_sees_anything_before_they_log_in(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, "/bases")
    await expect(page.get_by_role("heading", name="Log in to Folioscope")).to_be_visible()
    assert await violations(page) == []
    visitors.mean(REFUSED)
    await log_in(page, "ada@example.org", "not her password")
    await expect(page.get_by_role("alert")).to_be_visible()
    await log_in(page, "ada@example.org")
    await expect(page.get_by_role("heading", name="Knowledge bases")).to_be_visible()
    await page.get_by_role("link", name="Ada").click()
    await button(page, "Log out").click()
    await expect(page.get_by_role("heading", name="Log in to Folioscope")).to_be_visible()


async def test_what_was_being_written_outlives_the_login(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, "/chat")
    await log_in(page, "ada@example.org")
    question = page.get_by_role("textbox", name=re.compile("question", re.IGNORECASE))
    await question.fill("Who speaks French?")
    visitors.mean(REFUSED)
    await page.context.clear_cookies()
    await page.evaluate("dispatchEvent(new StorageEvent('storage', {key: 'folioscope.session'}))")
    await expect(page.get_by_role("heading", name="Your login has ended")).to_be_visible()
    await log_in(page, "ada@example.org")
    await expect(page.get_by_role("heading", name="Your login has ended")).to_be_hidden()
    await expect(question).to_have_value("Who speaks French?")


async def test_a_key_is_shown_once_and_can_be_revoked(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, "/account")
    await log_in(page, "ada@example.org")
    await page.get_by_label("What the key is for").fill("nightly report")
    await button(page, "Make a key").click()
    await expect(page.locator("pre", has_text="fsk_")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("nightly report")).to_be_visible()
    await expect(page.get_by_text("Copy the key now")).to_be_hidden()
    await button(page, "Revoke").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(page.get_by_text("revoked", exact=True)).to_be_visible()


async def test_an_invitation_makes_an_account(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, "/people")
    await log_in(page, "ada@example.org")
    await button(page, "Make the link").click()
    link = await page.locator("pre", has_text="/join#").inner_text()
    await page.get_by_role("link", name="Ada").click()
    await button(page, "Log out").click()
    await expect(page.get_by_role("heading", name="Log in to Folioscope")).to_be_visible()
    await page.goto(link)
    await page.get_by_label("Your name").fill("Cleo")
    await page.get_by_label("E-mail address").fill("cleo@example.org")
    await page.get_by_label("New password").fill(PASSWORD)
    await button(page, "Make the account").click()
    await expect(page.get_by_role("link", name="Cleo")).to_be_visible()
    await expect(page.get_by_role("link", name="People")).to_be_hidden()


async def test_a_shared_base_is_there_to_be_read_only(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, "/bases/notes")
    await log_in(page, "ada@example.org")
    await page.get_by_label("E-mail address of an account").fill("bob@example.org")
    await button(page, "Share").click()
    await expect(page.get_by_text("bob@example.org")).to_be_visible()
    await page.get_by_role("link", name="Ada").click()
    await button(page, "Log out").click()
    await log_in(page, "bob@example.org")
    await expect(page.get_by_role("link", name="Bob")).to_be_visible()
    await page.goto(f"{desk.url}/bases")
    await page.get_by_role("link", name="notes").click()
    await expect(page.get_by_text("Shared with you by Ada")).to_be_visible()
    await expect(page.get_by_text("notes.txt")).to_be_visible()
    await expect(page.get_by_label("E-mail address of an account")).to_be_hidden()


async def test_who_looks_after_the_server_sees_how_it_is(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, "/server")
    await log_in(page, "ada@example.org")
    await expect(page.get_by_role("heading", name="What was looked at")).to_be_visible()
    await expect(page.get_by_text("People with an account")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("link", name="Ada").click()
    history = page.get_by_role("region", name="What was done")
    await expect(history.get_by_text("you logged in").first).to_be_visible()
    assert await violations(page) == []
    await button(page, "Log out").click()
    await log_in(page, "bob@example.org")
    await expect(page.get_by_role("link", name="Bob")).to_be_visible()
    await expect(page.get_by_role("link", name="Server")).to_be_hidden()
