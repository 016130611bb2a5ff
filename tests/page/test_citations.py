"""A source opens beside the chat, at the page, with its lines marked."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import FloatRect, Locator, Page, expect

from tests.page.acts import (
    ABOUT_THE_NOTE,
    TEXT_OF_THE_NOTE,
    ask,
    button,
    conversation,
    document,
    focused,
    marks,
    until_answered,
    until_in_thread,
)
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import PHONE, Visitors

pytestmark = ON_THE_PAGE
ABOUT_A_CV = "Who has worked with Kubernetes in production?"


def first_sentence(prompt: str) -> str:
    """A line of the first source, word for word, with its number."""
    passage = prompt.partition("[1] Source:")[2].partition("[2] Source:")[0]
    lines = [line.strip(" •-") for line in passage.splitlines()[1:]]
    chosen = next(line for line in lines if len(line.split()) > 6)
    return f"{chosen.rstrip('.')} [1]."


async def cited(page: Page, desk: Desk) -> dict[str, Any]:
    """The first citation of the last answer, as the server tells it."""
    thread_id = await until_in_thread(page)
    found: dict[str, Any] = (await desk.messages(thread_id))[-1]["citations"][0]
    return found


async def asked_of_notes(page: Page, desk: Desk) -> None:
    desk.model.tell(ABOUT_THE_NOTE, f"{TEXT_OF_THE_NOTE} [1].")
    await button(page, "notes").click()
    await ask(page, ABOUT_THE_NOTE)
    await until_answered(page)


def overlap(one: FloatRect, other: FloatRect) -> float:
    """The share of the first that the second covers."""
    right = min(one["x"] + one["width"], other["x"] + other["width"])
    bottom = min(one["y"] + one["height"], other["y"] + other["height"])
    across = max(0.0, right - max(one["x"], other["x"]))
    down = max(0.0, bottom - max(one["y"], other["y"]))
    return across * down / (one["width"] * one["height"])


async def boxes_of(locator: Locator) -> list[FloatRect]:
    found = [await each.bounding_box() for each in await locator.all()]
    return [box for box in found if box is not None]


async def test_a_mark_opens_the_page_with_the_lines_of_the_quote_marked(
    page: Page, desk: Desk
) -> None:
    desk.model.tell(ABOUT_A_CV, first_sentence)
    await button(page, "demo").click()
    await ask(page, ABOUT_A_CV)
    await until_answered(page)
    citation = await cited(page, desk)
    assert citation["boxes"], "the answer is not borne out, so the test tests nothing"
    await marks(page).first.click()
    picture = document(page).get_by_role("img", name=f"Picture of page {citation['page']}")
    await expect(picture).to_be_visible()
    await page.wait_for_function("(image) => image.complete", arg=await picture.element_handle())
    await expect(document(page).locator("[data-marked]").first).to_be_in_viewport()
    place = f"/api/documents/{citation['document_id']}/text"
    shape = await desk.get(place, page=citation["page"])
    shown = await picture.bounding_box()
    assert shown is not None
    scale = shown["width"] / shape["width"]
    wanted: list[FloatRect] = [
        {
            "x": shown["x"] + left * scale,
            "y": shown["y"] + top * scale,
            "width": (right - left) * scale,
            "height": (bottom - top) * scale,
        }
        for left, top, right, bottom in citation["boxes"]
    ]
    marked = await boxes_of(document(page).locator("[data-marked]"))
    assert marked
    for box in wanted:
        assert max(overlap(box, mark) for mark in marked) > 0.8
    for mark in marked:
        assert max(overlap(mark, box) for box in wanted) > 0.5, "more is marked than the quote"


async def test_a_text_file_opens_at_the_line(page: Page, desk: Desk) -> None:
    await asked_of_notes(page, desk)
    await marks(page).first.click()
    marked = document(page).locator("[data-marked]")
    await expect(marked.first).to_be_in_viewport()
    assert TEXT_OF_THE_NOTE in " ".join(await marked.all_inner_texts())
    assert "tells nothing" not in " ".join(await marked.all_inner_texts())


async def test_a_source_of_the_list_opens_it_too(page: Page, desk: Desk) -> None:
    await asked_of_notes(page, desk)
    sources = conversation(page).get_by_role("list", name="Sources")
    await sources.get_by_role("button", name=re.compile("notes.txt")).first.click()
    await expect(document(page).locator("[data-marked]").first).to_be_in_viewport()


async def test_a_mark_shows_its_quote_when_it_is_pointed_at(page: Page, desk: Desk) -> None:
    await asked_of_notes(page, desk)
    await marks(page).first.hover()
    await expect(page.get_by_role("tooltip").first).to_contain_text("migrated 412 databases")


async def test_closing_the_document_leads_back_to_the_mark(page: Page, desk: Desk) -> None:
    await asked_of_notes(page, desk)
    await marks(page).first.click()
    await expect(document(page)).to_be_visible()
    await button(page, "Close document").click()
    await expect(document(page)).to_have_count(0)
    await expect(marks(page).first).to_be_focused()
    await marks(page).first.press("Enter")
    await expect(document(page)).to_be_visible()
    await expect(document(page).locator("[data-marked]").first).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(document(page)).to_have_count(0)
    assert (await focused(page))["name"].startswith("Source 1")


async def test_an_open_document_survives_a_reload_and_a_link(page: Page, desk: Desk) -> None:
    await asked_of_notes(page, desk)
    await marks(page).first.click()
    await expect(document(page).locator("[data-marked]").first).to_be_in_viewport()
    await page.reload()
    await expect(document(page).locator("[data-marked]").first).to_be_in_viewport()
    await expect(conversation(page)).to_contain_text("412 databases")
    await page.go_back()
    await expect(document(page)).to_have_count(0)


async def test_the_pages_of_a_document_are_turned(page: Page, desk: Desk) -> None:
    listed = (await desk.get("/api/kbs/demo/documents", limit=100))["documents"]
    details = [await desk.get(f"/api/documents/{one['document_id']}") for one in listed]
    long = next(one for one in details if (one["pages"] or 0) > 1)
    await page.goto(f"/chat?doc={long['document_id']}")
    await expect(document(page).get_by_role("img", name="Picture of page 1")).to_be_visible()
    await button(page, "Next page").click()
    await expect(document(page).get_by_role("img", name="Picture of page 2")).to_be_visible()
    await document(page).get_by_role("tab", name="Text").click()
    text = (await desk.get(f"/api/documents/{long['document_id']}/text", page=2))["text"]
    await expect(document(page)).to_contain_text(text.split("\n")[0].strip())


async def test_a_document_that_is_gone_says_so(page: Page, visitors: Visitors) -> None:
    visitors.mean("status of 404")
    await page.goto("/chat?doc=nothing")
    await expect(document(page)).to_contain_text("This document was deleted")


async def test_on_a_phone_the_document_fills_the_screen(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, screen=PHONE)
    desk.model.tell(ABOUT_THE_NOTE, f"{TEXT_OF_THE_NOTE} [1].")
    await ask(page, ABOUT_THE_NOTE)
    await until_answered(page)
    await marks(page).first.click()
    await expect(document(page)).to_be_visible()
    box = await document(page).bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    await button(page, "Close document").click()
    await expect(document(page)).to_have_count(0)
