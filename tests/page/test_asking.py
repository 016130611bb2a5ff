"""Asking: the answer comes while it is written, and can be stopped, repeated and asked anew."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.page.acts import (
    ABOUT_THE_NOTE,
    TEXT_OF_THE_NOTE,
    ask,
    button,
    conversation,
    marks,
    numbered,
    question_box,
    until_answered,
    until_in_thread,
    until_word,
    words_shown,
)
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import Visitors

pytestmark = ON_THE_PAGE


async def test_an_answer_is_shown_while_it_is_written(page: Page, desk: Desk) -> None:
    tale = desk.model.tell("Tell me twenty words.", numbered(20), held=True)
    await ask(page, "Tell me twenty words.")
    await tale.until_asked()
    await tale.release(5)
    await until_word(page, 4)
    await expect(conversation(page)).not_to_contain_text("k005")
    await expect(button(page, "Stop")).to_be_visible()
    await tale.release_all()
    await until_answered(page)
    assert await words_shown(page) == numbered(20).split()
    thread_id = await until_in_thread(page)
    assert (await desk.messages(thread_id))[-1]["content"] == numbered(20)


async def test_an_answer_names_its_sources(page: Page, desk: Desk) -> None:
    desk.model.tell(ABOUT_THE_NOTE, f"{TEXT_OF_THE_NOTE} [1].")
    await ask(page, ABOUT_THE_NOTE)
    await expect(marks(page).first).to_be_visible()
    await expect(conversation(page).get_by_role("list", name="Sources")).to_be_visible()
    await expect(conversation(page).get_by_role("list", name="Sources")).to_contain_text(
        "notes.txt"
    )


async def test_an_unsupported_sentence_is_told_from_the_others(page: Page, desk: Desk) -> None:
    question = "When did Ada Byron leave Globex for good?"
    answer = f"{TEXT_OF_THE_NOTE} [1]. She was awarded the Nobel Prize in Stockholm for it."
    desk.model.tell(question, answer)
    await ask(page, question)
    unsupported = conversation(page).locator("[data-grounding=unsupported]")
    await expect(unsupported.first).to_contain_text("Nobel Prize")
    await expect(conversation(page).locator("[data-grounding]")).not_to_contain_text(["412"])


async def test_a_stopped_answer_keeps_what_was_said(page: Page, desk: Desk) -> None:
    tale = desk.model.tell("Tell me what I stop.", numbered(30), held=True)
    await ask(page, "Tell me what I stop.")
    await tale.release(8)
    await until_word(page, 7)
    await button(page, "Stop").click()
    await until_answered(page)
    thread_id = await until_in_thread(page)
    assert await words_shown(page) == numbered(8).split()
    stored = (await desk.messages(thread_id))[-1]
    assert (stored["status"], stored["content"].split()) == ("cancelled", numbered(8).split())
    await page.reload()
    await until_word(page, 7)
    assert await words_shown(page) == numbered(8).split()


async def test_escape_stops_an_answer(page: Page, desk: Desk) -> None:
    tale = desk.model.tell("Tell me what Escape stops.", numbered(30), held=True)
    await ask(page, "Tell me what Escape stops.")
    await tale.release(3)
    await until_word(page, 2)
    await page.keyboard.press("Escape")
    await until_answered(page)
    assert await words_shown(page) == numbered(3).split()


async def test_enter_sends_and_shift_enter_begins_a_line(page: Page, desk: Desk) -> None:
    await question_box(page).press_sequentially("one")
    await question_box(page).press("Shift+Enter")
    await question_box(page).press_sequentially("two")
    assert await question_box(page).input_value() == "one\ntwo"
    await question_box(page).press("Enter")
    await expect(question_box(page)).to_have_value("")
    thread_id = await until_in_thread(page)
    await until_answered(page)
    assert (await desk.messages(thread_id))[0]["content"] == "one\ntwo"


async def test_an_answer_is_made_again_when_it_is_wanted(page: Page, desk: Desk) -> None:
    desk.model.tell("What is new?", "The first version.")
    await ask(page, "What is new?")
    await expect(conversation(page)).to_contain_text("The first version.")
    await until_answered(page)
    desk.model.tell("What is new?", "The second version.")
    await button(page, "Try again").last.click()
    await expect(conversation(page)).to_contain_text("The second version.")
    await expect(conversation(page)).not_to_contain_text("The first version.")


async def test_a_question_is_edited_and_asked_again(page: Page, desk: Desk) -> None:
    desk.model.tell("Who is Ada?", "She is a mathematician.")
    desk.model.tell("And Bob?", "He teaches.")
    desk.model.tell("Who is Grace?", "She is an admiral.")
    await ask(page, "Who is Ada?")
    await expect(conversation(page)).to_contain_text("mathematician")
    await until_answered(page)
    await ask(page, "And Bob?")
    await expect(conversation(page)).to_contain_text("He teaches.")
    await until_answered(page)
    await conversation(page).get_by_text("Who is Ada?").hover()
    await button(page, "Edit").first.click()
    await page.get_by_role("textbox", name="Edit your question").fill("Who is Grace?")
    await button(page, "Ask again").click()
    await expect(conversation(page)).to_contain_text("She is an admiral.")
    await expect(conversation(page)).not_to_contain_text("He teaches.")
    await expect(conversation(page)).not_to_contain_text("mathematician")
    await page.reload()
    await expect(conversation(page)).to_contain_text("She is an admiral.")
    await expect(conversation(page)).not_to_contain_text("Who is Ada?")


async def test_an_edit_can_be_left(page: Page, desk: Desk) -> None:
    desk.model.tell("What stays?", "This stays.")
    await ask(page, "What stays?")
    await expect(conversation(page)).to_contain_text("This stays.")
    await until_answered(page)
    await conversation(page).get_by_text("What stays?").hover()
    await button(page, "Edit").first.click()
    await page.get_by_role("textbox", name="Edit your question").fill("Something else?")
    await button(page, "Cancel").click()
    await expect(conversation(page)).to_contain_text("What stays?")
    await expect(conversation(page)).to_contain_text("This stays.")


async def test_an_answer_is_copied(page: Page, desk: Desk) -> None:
    desk.model.tell("What is to be copied?", "These **strong** words.")
    await ask(page, "What is to be copied?")
    await expect(conversation(page)).to_contain_text("These strong words.")
    await until_answered(page)
    await button(page, "Copy").last.click()
    await page.wait_for_function(
        "async () => (await navigator.clipboard.readText()).includes('words.')"
    )
    assert "strong" in await page.evaluate("navigator.clipboard.readText()")


async def test_the_chosen_bases_and_mode_are_sent(page: Page) -> None:
    await page.get_by_role("button", name="notes", exact=True).click()
    await page.get_by_text("Strict", exact=True).click()
    async with page.expect_request(
        lambda request: (
            request.method == "POST" and re.search(r"/api/threads$", request.url) is not None
        )
    ) as begun:
        await ask(page, "What is asked strictly?")
    sent = (await begun.value).post_data_json
    assert sent is not None
    assert sent["mode"] == "strict"
    assert len(sent["kbs"]) == 1
    await until_answered(page)
    await expect(button(page, "notes")).to_have_attribute("aria-pressed", "true")


async def test_a_thread_remembers_its_mode_and_bases(page: Page, desk: Desk) -> None:
    thread_id = await desk.thread(kbs=["notes"], mode="strict")
    await desk.say(thread_id, ABOUT_THE_NOTE, f"{TEXT_OF_THE_NOTE} [1].")
    await page.goto(f"/chat/{thread_id}")
    await expect(conversation(page)).to_contain_text("412 databases")
    await expect(button(page, "notes")).to_have_attribute("aria-pressed", "true")
    await expect(button(page, "demo")).to_have_attribute("aria-pressed", "false")


async def test_a_person_who_reads_french_is_spoken_to_in_french(
    desk: Desk, visitors: Visitors
) -> None:
    page = await visitors.open(desk.url, locale="fr-FR")
    question = "Quelles bases Ada Byron a-t-elle migrées ?"
    desk.model.tell(question, f"{TEXT_OF_THE_NOTE} [1].")
    assert await page.evaluate("document.documentElement.lang") == "fr"
    await page.get_by_role("textbox", name="Votre question").fill(question)
    await button(page, "Envoyer").click()
    await expect(page.get_by_role("log")).to_contain_text("412 databases")
    shown = await page.locator("body").inner_text()
    for english in ("Send", "Stop", "New chat", "Knowledge bases", "Settings", "Copy"):
        assert not re.search(rf"\b{english}\b", shown), english
