"""axe-core finds nothing on any page, in either theme, at a desk and on a phone."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.page.acts import (
    ABOUT_THE_NOTE,
    TEXT_OF_THE_NOTE,
    ask,
    button,
    conversation,
    document,
    marks,
    until_answered,
)
from tests.page.axe import violations
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import DESK, PHONE, Visitors

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
    "/server",
    "/settings",
    "/nowhere",
)
ANSWER = f"""{TEXT_OF_THE_NOTE} [1]. She won the Nobel Prize in Stockholm in 2030.

| who | what |
| --- | --- |
| Ada | `databases` |

```python
print("a block of code")
```

1. one
2. two

> a quotation
"""
Theme = Literal["light", "dark"]
in_both_themes = pytest.mark.parametrize("theme", ["light", "dark"])
on_both_screens = pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])


async def assert_sound(page: Page, where: str) -> None:
    found = await violations(page)
    assert not found, f"{where}: {found}"


@in_both_themes
@on_both_screens
async def test_every_page(
    desk: Desk, visitors: Visitors, theme: Theme, screen: ViewportSize
) -> None:
    page = await visitors.open(desk.url, scheme=theme, screen=screen, reduced=True)
    for path in PATHS:
        await page.goto(path)
        await expect(page.locator("main")).not_to_be_empty()
        await page.wait_for_load_state("networkidle")
        await assert_sound(page, path)


@in_both_themes
@on_both_screens
async def test_a_conversation_and_an_open_document(
    desk: Desk, visitors: Visitors, theme: Theme, screen: ViewportSize
) -> None:
    page = await visitors.open(desk.url, scheme=theme, screen=screen, reduced=True)
    desk.model.tell(ABOUT_THE_NOTE, ANSWER)
    await ask(page, ABOUT_THE_NOTE)
    await expect(marks(page).first).to_be_visible()
    await until_answered(page)
    await assert_sound(page, "a conversation")
    await marks(page).first.click()
    await expect(document(page).locator("[data-marked]").first).to_be_visible()
    await assert_sound(page, "a text beside it")
    listed = (await desk.get("/api/kbs/demo/documents"))["documents"]
    await page.goto(f"/chat?doc={listed[0]['document_id']}")
    await expect(document(page).get_by_role("img", name="Picture of page 1")).to_be_visible()
    await assert_sound(page, "a picture of a page beside it")


@in_both_themes
async def test_an_answer_that_is_being_written(
    desk: Desk, visitors: Visitors, theme: Theme
) -> None:
    page = await visitors.open(desk.url, scheme=theme, reduced=True)
    tale = desk.model.tell("What is being written?", ANSWER, held=True)
    await ask(page, "What is being written?")
    await tale.until_asked()
    await assert_sound(page, "before the first word")
    await tale.release(4)
    await expect(conversation(page)).to_contain_text("Ada Byron")
    await assert_sound(page, "in the middle")
    await tale.release_all()
    await until_answered(page)


@in_both_themes
async def test_what_opens_above_the_page(desk: Desk, visitors: Visitors, theme: Theme) -> None:
    title = f"With options in the {theme}"
    thread_id = await desk.thread(title=title)
    await desk.say(thread_id, "What opens?", "Menus and dialogs.")
    page = await visitors.open(desk.url, f"/chat/{thread_id}", scheme=theme, reduced=True)
    await expect(conversation(page)).to_contain_text("Menus and dialogs.")
    await page.get_by_role("link", name=title).hover()
    await button(page, f"Options of {title}").click()
    await expect(page.get_by_role("menu")).to_be_visible()
    await assert_sound(page, "the menu of a chat")
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(page.get_by_role("alertdialog").or_(page.get_by_role("dialog"))).to_be_visible()
    await assert_sound(page, "the question before it is deleted")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name=re.compile("^Answers by")).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await assert_sound(page, "the choice of a model")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+/")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await assert_sound(page, "the shortcuts")


@in_both_themes
async def test_the_drawer_of_a_phone(desk: Desk, visitors: Visitors, theme: Theme) -> None:
    page = await visitors.open(desk.url, scheme=theme, screen=PHONE, reduced=True)
    await button(page, "Menu").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await assert_sound(page, "the drawer")


@in_both_themes
async def test_the_first_run(quiet_desk: Desk, visitors: Visitors, theme: Theme) -> None:
    page = await visitors.open(quiet_desk.url, scheme=theme, reduced=True)
    await expect(button(page, "Connect a model")).to_be_visible()
    await assert_sound(page, "the first run")
