"""A public chat: a page of its own, and shown inside of the pages of those that its owner names."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.async_api import Frame, Page, expect

from tests.page.acts import ABOUT_THE_NOTE, TEXT_OF_THE_NOTE, question_box
from tests.page.axe import violations
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import PHONE, Visitors

pytestmark = ON_THE_PAGE
GREETING = "Hello.\n<img src=x onerror=alert(1)> is what I am not."


@contextmanager
def site(body: str) -> Iterator[str]:
    """A site of somebody else with one page; its address, which is not that of the server."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = f"<!doctype html><title>Ada</title><link rel=icon href=data:,>{body}"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        # The server is called 127.0.0.1 in these tests: to a browser this is another site.
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


async def publish(desk: Desk, **said: Any) -> Any:
    """A public chat over the notes."""
    desk.model.tell(ABOUT_THE_NOTE, f"{TEXT_OF_THE_NOTE} [1].")
    wanted = {"kb": "notes", "title": "Ask Ada", "greeting": GREETING, **said}
    return await desk.ask("POST", "/api/links", json=wanted)


def embedding(desk: Desk, link: Any) -> str:
    """What an owner puts into a page of theirs."""
    chat = link["url"].rpartition("/")[2]
    return f'<h1>Me</h1><script src="{desk.url}/embed.js" data-chat="{chat}" async></script>'


async def embedded(page: Page) -> Frame:
    """What the page shows of another site."""
    element = await page.wait_for_selector("iframe")
    frame = None if element is None else await element.content_frame()
    assert frame is not None
    return frame


async def ask(frame: Page | Frame, question: str) -> None:
    box = frame.get_by_role("textbox", name="Your question")
    await box.fill(question)
    await frame.get_by_role("button", name="Send", exact=True).click()


async def until_answered(frame: Page | Frame) -> None:
    log = frame.get_by_role("log", name="Conversation")
    await expect(log.locator(".answer")).to_contain_text("412 databases")
    await expect(frame.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


async def test_a_page_of_another_site_shows_a_chat_and_its_reader_asks(
    desk: Desk, visitors: Visitors
) -> None:
    link = await publish(desk)
    of_the_owner = await desk.get("/api/threads", q=ABOUT_THE_NOTE)
    with site(embedding(desk, link)) as elsewhere:
        path = f"/api/links/{link['link_id']}"
        await desk.ask("PATCH", path, json={"origins": [elsewhere]})
        page = await visitors.open(elsewhere, "/", screen=PHONE)
        visitors.mean(f"a foreign request: {re.escape(desk.url)}/")
        frame = await embedded(page)
        await expect(frame.get_by_text("is what I am not.")).to_contain_text("<img src=x onerror")
        await ask(frame, ABOUT_THE_NOTE)
        await until_answered(frame)
        await frame.get_by_role("button", name=re.compile(r"^Source 1: ")).first.click()
        dialog = frame.get_by_role("dialog", name=re.compile("^Source"))
        await expect(dialog.locator("mark")).to_contain_text("412 databases")
    assert await desk.get("/api/threads", q=ABOUT_THE_NOTE) == of_the_owner


async def test_a_site_that_is_not_named_shows_nothing_of_it(desk: Desk, visitors: Visitors) -> None:
    link = await publish(desk, origins=["https://ada.example"])
    with site(embedding(desk, link)) as elsewhere:
        page = await visitors.open(elsewhere, "/")
        visitors.mean(f"a foreign request: {re.escape(desk.url)}/", "frame-ancestors")
        await visitors.watches[-1].until("frame-ancestors")
        frame = await embedded(page)
        await expect(frame.get_by_text("Ask Ada")).to_have_count(0)
        await expect(frame.get_by_role("textbox")).to_have_count(0)


async def test_no_site_shows_the_page_of_the_owner(desk: Desk, visitors: Visitors) -> None:
    with site(f'<iframe src="{desk.url}/chat"></iframe>') as elsewhere:
        await visitors.open(elsewhere, "/")
        visitors.mean(f"a foreign request: {re.escape(desk.url)}/", "frame-ancestors")
        await visitors.watches[-1].until("frame-ancestors")


async def test_a_visitor_finds_their_conversation_again_until_the_chat_is_closed(
    desk: Desk, visitors: Visitors
) -> None:
    link = await publish(desk)
    page = await visitors.open(desk.url, link["url"])
    await expect(page).to_have_title("Ask Ada")
    await ask(page, ABOUT_THE_NOTE)
    await until_answered(page)
    await page.reload()
    await until_answered(page)
    await desk.ask("PATCH", f"/api/links/{link['link_id']}", json={"is_on": False})
    await ask(page, "And then?")
    visitors.mean("status of 40[14]")
    await expect(page.get_by_text("This chat is closed")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("This chat is closed")).to_be_visible()
    await expect(question_box(page)).to_have_count(0)


async def test_a_visitor_reads_it_in_french(desk: Desk, visitors: Visitors) -> None:
    link = await publish(desk)
    page = await visitors.open(desk.url, link["url"], locale="fr-FR")
    await expect(page.get_by_text("Les réponses viennent des documents seuls")).to_be_visible()
    assert await violations(page) == []
