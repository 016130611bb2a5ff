"""What people do on the page, and what they see of it, by the names that they hear and read."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

expect.set_options(timeout=30_000)

NUMBERED = re.compile(r"\bk\d{3}\b")
TEXT_OF_THE_NOTE = "Ada Byron migrated 412 databases to Postgres at Globex in 2021"
ABOUT_THE_NOTE = "Which databases did Ada Byron migrate at Globex?"


def numbered(count: int) -> str:
    """A text whose words tell whether one of them is missing or came twice."""
    return " ".join(f"k{number:03}" for number in range(count))


def question_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your question")


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def conversation(page: Page) -> Locator:
    return page.get_by_role("log", name="Conversation")


def document(page: Page) -> Locator:
    """The document beside the page."""
    return page.get_by_role("region", name="Document", exact=True)


def marks(page: Page | Locator) -> Locator:
    """The numbers of sources in answers."""
    return page.get_by_role("button", name=re.compile(r"^Source \d+: "))


async def ask(page: Page, question: str) -> None:
    """Write a question and send it."""
    await question_box(page).fill(question)
    await button(page, "Send").click()


async def until_answered(page: Page) -> None:
    """Wait until every question has an answer that is not being written any more."""
    await page.wait_for_function(
        """() => {
          const log = document.querySelector('[role=log]')
          const named = (name) => [...(log?.querySelectorAll('button') ?? [])].filter((button) =>
            (button.getAttribute('aria-label') ?? button.textContent).trim() === name).length
          return named('Edit') > 0 && named('Try again') >= named('Edit')
        }"""
    )
    await expect(button(page, "Stop")).to_have_count(0)


async def until_in_thread(page: Page) -> str:
    """The id of the conversation, once the address has it."""
    await page.wait_for_url(re.compile(r"/chat/[^/?]+"))
    return page.url.partition("/chat/")[2].partition("?")[0]


async def words_shown(page: Page) -> list[str]:
    """The numbered words of the conversation, in order."""
    return NUMBERED.findall(await conversation(page).inner_text())


async def until_word(page: Page, number: int) -> None:
    """Wait until a numbered word is shown."""
    await expect(conversation(page)).to_contain_text(f"k{number:03}")


async def focused(page: Page) -> dict[str, Any]:
    """What has the focus: its role or tag, its name, and whether that can be seen."""
    found: dict[str, Any] = await page.evaluate(
        """() => {
          const element = document.activeElement
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
          const isSeen =
            (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
          // Around what is typed into, a frame may show it instead.
          const frame = element.closest('form')?.querySelector(':scope > :focus-within')
          const accent = document.createElement('i')
          accent.style.color = 'var(--accent)'
          const isFramed = () => {
            document.body.append(accent)
            const { color } = getComputedStyle(accent)
            accent.remove()
            return frame != null && getComputedStyle(frame).borderTopColor === color
          }
          return {
            tag: element.tagName.toLowerCase(),
            name: element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent.trim()
              ?? element.textContent.trim().slice(0, 80),
            isSeen: isSeen || isFramed(),
          }
        }"""
    )
    return found
