"""Conversations at the side: found, renamed, archived, deleted; in the address and its history."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.page.acts import ask, button, conversation, question_box, until_answered, until_in_thread
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import Visitors
from tests.page.watch import REFUSED

pytestmark = ON_THE_PAGE


def chats(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Chats")


async def made(desk: Desk, title: str) -> str:
    """A conversation with a question and its answer."""
    thread_id = await desk.thread(title=title)
    await desk.say(thread_id, f"What of {title}?", f"All is well with {title}.")
    return thread_id


async def choose(page: Page, title: str, act: str) -> None:
    """Do something with a conversation of the list."""
    await chats(page).get_by_role("link", name=title).hover()
    await page.get_by_role("button", name=f"Options of {title}").click()
    await page.get_by_role("menuitem", name=act, exact=True).click()


async def test_a_new_chat_appears_at_the_side(page: Page, desk: Desk) -> None:
    question = "Who has appeared at the side?"
    desk.model.tell(question, "You have.")
    await ask(page, question)
    await until_answered(page)
    await expect(chats(page).get_by_role("link", name=question)).to_be_visible()


async def test_chats_are_found_by_their_title(page: Page, desk: Desk) -> None:
    await made(desk, "Falcon heavy")
    await made(desk, "Sparrow light")
    await page.reload()
    await page.get_by_role("searchbox", name="Search chats").fill("falcon")
    await expect(chats(page).get_by_role("link", name="Sparrow light")).to_have_count(0)
    await expect(chats(page).get_by_role("link", name="Falcon heavy")).to_be_visible()


async def test_a_chat_is_renamed(page: Page, desk: Desk) -> None:
    thread_id = await made(desk, "Old title")
    await page.goto(f"/chat/{thread_id}")
    await choose(page, "Old title", "Rename")
    await page.get_by_role("textbox", name="New title").fill("Quite new title")
    await page.keyboard.press("Enter")
    await expect(chats(page).get_by_role("link", name="Quite new title")).to_be_visible()
    await page.reload()
    await expect(chats(page).get_by_role("link", name="Quite new title")).to_be_visible()
    assert (await desk.get(f"/api/threads/{thread_id}"))["title"] == "Quite new title"


async def test_an_archived_chat_is_found_in_the_archive(page: Page, desk: Desk) -> None:
    await made(desk, "To be archived")
    await page.reload()
    await choose(page, "To be archived", "Archive")
    await expect(chats(page).get_by_role("link", name="To be archived")).to_have_count(0)
    await button(page, "Archived chats").click()
    archive = page.get_by_role("navigation", name="Archived chats")
    await expect(archive.get_by_role("link", name="To be archived")).to_be_visible()
    await archive.get_by_role("link", name="To be archived").hover()
    await page.get_by_role("button", name="Options of To be archived").click()
    await page.get_by_role("menuitem", name="Move back to the chats").click()
    await button(page, "Back to the chats").click()
    await expect(chats(page).get_by_role("link", name="To be archived")).to_be_visible()


async def test_a_chat_is_deleted_after_a_question(page: Page, desk: Desk) -> None:
    thread_id = await made(desk, "To be deleted")
    await page.goto(f"/chat/{thread_id}")
    await expect(conversation(page)).to_contain_text("All is well")
    await choose(page, "To be deleted", "Delete")
    dialog = page.get_by_role("alertdialog").or_(page.get_by_role("dialog"))
    await expect(dialog).to_contain_text("To be deleted")
    await button(dialog, "Delete").click()
    await expect(chats(page).get_by_role("link", name="To be deleted")).to_have_count(0)
    await expect(page).to_have_url(re.compile(r"/chat$"))
    await expect(page.get_by_text("The chat is deleted.")).to_be_visible()
    assert (await desk.client.get(f"/api/threads/{thread_id}")).status_code == 404


async def test_back_and_forward_lead_through_what_was_shown(page: Page, desk: Desk) -> None:
    first, second = await made(desk, "The first one"), await made(desk, "The second one")
    await page.reload()
    await chats(page).get_by_role("link", name="The first one").click()
    await expect(conversation(page)).to_contain_text("All is well with The first one.")
    await chats(page).get_by_role("link", name="The second one").click()
    await expect(conversation(page)).to_contain_text("All is well with The second one.")
    await page.get_by_role("link", name="Settings").click()
    await expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    await page.go_back()
    await expect(page).to_have_url(re.compile(second))
    await expect(conversation(page)).to_contain_text("All is well with The second one.")
    await page.go_back()
    await expect(page).to_have_url(re.compile(first))
    await expect(conversation(page)).to_contain_text("All is well with The first one.")
    await page.go_forward()
    await expect(conversation(page)).to_contain_text("All is well with The second one.")


async def test_another_chat_is_read_while_an_answer_comes(page: Page, desk: Desk) -> None:
    await made(desk, "Read meanwhile")
    tale = desk.model.tell("What comes meanwhile?", "Something slow came meanwhile.", held=True)
    await page.reload()
    await ask(page, "What comes meanwhile?")
    await tale.release(2)
    await expect(conversation(page)).to_contain_text("Something slow")
    thread_id = await until_in_thread(page)
    await chats(page).get_by_role("link", name="Read meanwhile").click()
    await expect(conversation(page)).to_contain_text("All is well with Read meanwhile.")
    await expect(conversation(page)).not_to_contain_text("Something slow")
    await tale.release_all()
    await page.goto(f"/chat/{thread_id}")
    await expect(conversation(page)).to_contain_text("Something slow came meanwhile.")


async def test_a_new_chat_is_empty_and_ready(page: Page, desk: Desk) -> None:
    thread_id = await made(desk, "Before the new one")
    await page.goto(f"/chat/{thread_id}")
    await expect(conversation(page)).to_contain_text("All is well")
    await page.keyboard.press("Control+Shift+O")
    await expect(page).to_have_url(re.compile(r"/chat$"))
    await expect(page.get_by_text("All is well with Before")).to_have_count(0)
    await expect(question_box(page)).to_be_focused()


async def test_a_chat_that_is_gone_says_so(page: Page, visitors: Visitors) -> None:
    visitors.mean(REFUSED)
    await page.goto("/chat/nothing-of-this-name")
    await expect(conversation(page)).to_contain_text("This conversation is not here any more.")
    await page.goto("/")
    await expect(page).to_have_url(re.compile(r"/chat$"))
    await expect(question_box(page)).to_be_visible()
