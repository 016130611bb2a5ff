"""Any screen, any light, any way to move: the page is whole in all of them."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.page.acts import (
    ABOUT_THE_NOTE,
    TEXT_OF_THE_NOTE,
    ask,
    button,
    conversation,
    document,
    focused,
    marks,
    question_box,
    until_answered,
    until_in_thread,
)
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import NARROW, PHONE, Visitors

pytestmark = ON_THE_PAGE
PATHS = (
    "/chat",
    "/bases",
    "/bases/demo",
    "/search",
    "/evaluations",
    "/server",
    "/settings",
    "/nowhere",
)
WIDE = """A table and a line that are wider than a phone [1].

| a column | another column | a third column | a fourth column | a fifth column |
| --- | --- | --- | --- | --- |
| unbreakableunbreakable | unbreakableunbreakable | unbreakableunbreakable | x | y |

```python
a_line_of_code_that_is_far_too_long = "for a narrow screen, and must be scrolled by itself, alone"
```

https://example.com/a/very/long/address/that/has/no/place/to/break/it/anywhere/at/all/and/goes/on
"""


async def is_as_wide_as_the_screen(page: Page) -> bool:
    fits: bool = await page.evaluate(
        "document.scrollingElement.scrollWidth <= document.documentElement.clientWidth"
    )
    return fits


async def brightness(page: Page, selector: str, what: str) -> float:
    """From 0, black, to 1, white, as it is painted."""
    found: float = await page.evaluate(
        """([selector, what]) => {
          const canvas = document.createElement('canvas')
          const pen = canvas.getContext('2d')
          pen.fillStyle = getComputedStyle(document.querySelector(selector))[what]
          pen.fillRect(0, 0, 1, 1)
          const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data
          return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
        }""",
        [selector, what],
    )
    return found


@pytest.mark.parametrize("screen", [PHONE, NARROW], ids=["390", "320"])
async def test_no_page_is_wider_than_a_phone(
    desk: Desk, visitors: Visitors, screen: ViewportSize
) -> None:
    thread_id = await desk.thread(title="A wide answer")
    await desk.say(thread_id, "What is wider than a phone?", WIDE)
    page = await visitors.open(desk.url, screen=screen)
    for path in (*PATHS, f"/chat/{thread_id}"):
        await page.goto(path)
        await expect(page.locator("main")).not_to_be_empty()
        await page.wait_for_load_state("networkidle")
        assert await is_as_wide_as_the_screen(page), path
    await expect(conversation(page)).to_contain_text("unbreakableunbreakable")


async def test_on_a_phone_the_chats_are_in_a_drawer(desk: Desk, visitors: Visitors) -> None:
    thread_id = await desk.thread(title="In the drawer")
    await desk.say(thread_id, "Where is it?", "It is in the drawer.")
    page = await visitors.open(desk.url, screen=PHONE)
    await expect(page.get_by_role("navigation", name="Chats")).to_have_count(0)
    await button(page, "Menu").click()
    await page.get_by_role("link", name="In the drawer").click()
    await expect(conversation(page)).to_contain_text("It is in the drawer.")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await button(page, "Menu").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(button(page, "Menu")).to_be_focused()


async def test_the_theme_is_that_of_the_system(desk: Desk, visitors: Visitors) -> None:
    light = await visitors.open(desk.url, scheme="light")
    await expect(question_box(light)).to_be_visible()
    assert await brightness(light, "body", "backgroundColor") > 0.9
    assert await brightness(light, "body", "color") < 0.2
    dark = await visitors.open(desk.url, scheme="dark")
    await expect(question_box(dark)).to_be_visible()
    assert await brightness(dark, "body", "backgroundColor") < 0.2
    assert await brightness(dark, "body", "color") > 0.7


async def test_a_chosen_theme_beats_the_system_and_is_kept(page: Page) -> None:
    await page.goto("/settings")
    await page.get_by_label("Appearance").select_option("Dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert await brightness(page, "body", "backgroundColor") < 0.2
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.locator("main")).not_to_be_empty()
    assert await brightness(page, "body", "backgroundColor") < 0.2


async def test_a_chosen_language_is_kept(page: Page) -> None:
    await page.goto("/settings")
    await page.get_by_label("Language", exact=True).select_option("Français")
    await expect(page.get_by_role("heading", level=1, name="Réglages")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", level=1, name="Réglages")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "fr"


async def tab_to(page: Page, name: str, at_most: int = 80) -> None:
    """Press Tab until that has the focus; what has it on the way can be seen to have it."""
    seen = []
    for _ in range(at_most):
        await page.keyboard.press("Tab")
        now = await focused(page)
        seen.append(now["name"])
        if now["tag"] not in {"body", "html"}:
            assert now["isSeen"], f"no focus to be seen: {now}"
        if now["name"].startswith(name):
            return
    raise AssertionError(f"Tab does not lead to “{name}”, only to {seen}")


async def test_a_question_is_asked_and_stopped_by_keys_alone(page: Page, desk: Desk) -> None:
    await expect(question_box(page)).to_be_focused()
    tale = desk.model.tell("Stopped by keys?", "One two three four.", held=True)
    await page.keyboard.type("Stopped by keys?")
    await page.keyboard.press("Enter")
    await tale.until_asked()
    await tale.release(2)
    await expect(conversation(page)).to_contain_text("One two")
    await tab_to(page, "Stop")
    await page.keyboard.press("Enter")
    await until_answered(page)
    await page.keyboard.press("Shift+Escape")
    await expect(question_box(page)).to_be_focused()


async def test_a_source_is_read_by_keys_alone(page: Page, desk: Desk) -> None:
    desk.model.tell(ABOUT_THE_NOTE, f"{TEXT_OF_THE_NOTE} [1].")
    await expect(question_box(page)).to_be_focused()
    await page.keyboard.type(ABOUT_THE_NOTE)
    await page.keyboard.press("Enter")
    await expect(marks(page).first).to_be_visible()
    await until_answered(page)
    await page.keyboard.press("Alt+n")
    await expect(marks(page).first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(document(page).locator("[data-marked]").first).to_be_in_viewport()
    await tab_to(page, "Close document")
    await page.keyboard.press("Enter")
    await expect(document(page)).to_have_count(0)
    await expect(marks(page).first).to_be_focused()


async def test_another_chat_is_opened_by_keys_alone(page: Page, desk: Desk) -> None:
    other = await desk.thread(title="The other chat")
    await desk.say(other, "What is there?", "Another chat is there.")
    await page.reload()
    await expect(question_box(page)).to_be_visible()
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("searchbox", name="Search chats")).to_be_focused()
    await page.keyboard.type("other chat")
    chats = page.get_by_role("navigation", name="Chats")
    await expect(chats.get_by_role("link")).to_have_text(["The other chat"])
    await tab_to(page, "The other chat")
    await page.keyboard.press("Enter")
    await expect(conversation(page)).to_contain_text("Another chat is there.")


async def test_tab_leads_around_the_page_and_out_of_it(page: Page) -> None:
    await expect(question_box(page)).to_be_focused()
    await expect(page.get_by_role("button", name=re.compile("^Answers by"))).to_be_visible()
    names: set[str] = set()
    rounds = 0
    for _ in range(300):
        await page.keyboard.press("Tab")
        now = await focused(page)
        rounds += now["tag"] == "body"
        names |= {now["name"]} if rounds else set()
        if rounds == 2:
            break
    else:
        raise AssertionError(f"the focus does not come around: {sorted(names)}")
    assert {"Skip to the content", "New chat", "Settings"} <= names


async def test_the_shortcuts_are_told(page: Page) -> None:
    await expect(question_box(page)).to_be_visible()
    await page.keyboard.press("Control+/")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("New chat")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_nothing_moves_for_who_wants_no_motion(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, reduced=True)
    tale = desk.model.tell("Does it move?", "It does not move.", held=True)
    await ask(page, "Does it move?")
    await tale.until_asked()
    await tale.release(2)
    await expect(conversation(page)).to_contain_text("It does")
    moving = await page.evaluate(
        """document.getAnimations().filter((animation) =>
          animation.effect.getComputedTiming().duration > 1).length"""
    )
    assert moving == 0
    await tale.release_all()
    await until_in_thread(page)
    await until_answered(page)


async def test_the_page_is_read_with_text_twice_as_large(desk: Desk, visitors: Visitors) -> None:
    # Twice the text on a screen is half the screen at the same text.
    page = await visitors.open(desk.url, screen={"width": 640, "height": 400})
    for path in PATHS:
        await page.goto(path)
        await expect(page.locator("main")).not_to_be_empty()
        assert await is_as_wide_as_the_screen(page), path
    await page.goto("/chat")
    await expect(question_box(page)).to_be_in_viewport()


async def test_the_status_of_an_answer_is_told_aloud(page: Page, desk: Desk) -> None:
    tale = desk.model.tell("What is told aloud?", "This.", held=True)
    await ask(page, "What is told aloud?")
    await tale.until_asked()
    status = page.get_by_role("status").filter(has_text="…")
    await expect(status.first).to_be_attached()
    await tale.release_all()
    await until_answered(page)
    assert await conversation(page).get_attribute("aria-live") != "assertive"
