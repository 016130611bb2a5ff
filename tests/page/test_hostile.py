"""What models, files and people write is text: nothing of it runs, nothing is loaded for it."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from playwright.async_api import Page, expect

from tests.page.acts import (
    ask,
    button,
    conversation,
    document,
    until_answered,
    until_in_thread,
)
from tests.page.built_page import WEB
from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import Visitors

pytestmark = [*ON_THE_PAGE, pytest.mark.usefixtures("tidied")]
CORPUS = WEB / "src" / "features" / "chat" / "answer" / "xss-payloads.json"
AT_ONCE = 12
SWALLOWS = ("```", "~~~", "<!--", "<![CDATA", "<style", "<script", "<textarea", "<pre", "<?", "<!")
"""What begins so may take in all that follows, and stands last among others therefore."""
END = "This is the end of it."
SUSPECTS = """() => {
  const forbidden =
    'script, iframe, frame, object, embed, base, form, style, link, meta, math, video, audio, ' +
    'source, img, picture, template, dialog, input, textarea, select, svg:not(button svg, a svg)'
  const found = []
  for (const element of document.querySelectorAll('[role=log] *')) {
    const told = element.outerHTML.slice(0, 200)
    if (element.matches(forbidden)) found.push(`element: ${told}`)
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) found.push(`handler: ${told}`)
      if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(name) &&
          !/^(https?:\\/\\/|mailto:|\\/|#)/i.test(value)) found.push(`address: ${told}`)
      if (name === 'style' && /url\\(|expression|position:\\s*fixed/i.test(value))
        found.push(`style: ${told}`)
    }
  }
  return found
}"""
DRAWN = """() => {
  const drawn = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data
    if (node.nodeType !== Node.ELEMENT_NODE) return ''
    const kept = ['href', 'class', 'data-grounding', 'start', 'align']
    const has = kept.map((name) => node.getAttribute(name)).filter(Boolean).join(' ')
    return `<${node.localName} ${has}>${[...node.childNodes].map(drawn).join('')}</>`
  }
  return [...document.querySelectorAll('[role=log] .answer')].map(drawn)
}"""


def payloads() -> list[str]:
    """The corpus that the renderer of answers is tested with."""
    if not CORPUS.exists():
        pytest.skip("there is no corpus of hostile texts")
    texts: list[str] = json.loads(CORPUS.read_text(encoding="utf-8"))
    return texts


def in_groups() -> list[str]:
    """Several in one answer, so that they meet each other too."""
    ordered = sorted(payloads(), key=lambda text: text.lstrip().lower().startswith(SWALLOWS))
    calm = [text for text in ordered if not text.lstrip().lower().startswith(SWALLOWS)]
    last = ordered[len(calm) :]
    groups = [calm[at : at + AT_ONCE] for at in range(0, len(calm), AT_ONCE)]
    return ["\n\n".join(group) for group in [*groups, *([text] for text in last)]]


async def watch_for_running(page: Page) -> None:
    """Whatever runs says so in the console, where it fails the test."""
    await page.context.add_init_script(
        """for (const name of ['hacked', 'alert', 'confirm', 'prompt', 'print', 'open'])
          window[name] = () => { console.error(`${name} was called`) }"""
    )
    await page.reload()


async def assert_harmless(page: Page) -> None:
    assert await page.evaluate(SUSPECTS) == []


async def test_there_are_sixty_texts_at_least() -> None:
    assert len(set(payloads())) >= 60


async def test_what_runs_or_calls_out_is_noticed(page: Page, visitors: Visitors) -> None:
    await watch_for_running(page)
    await expect(conversation(page)).to_be_visible()
    await page.evaluate("hacked()")
    await page.evaluate("alert(1)")
    await page.evaluate("fetch('https://evil.example/').catch(() => {})")
    await page.evaluate(
        """() => {
          const image = document.createElement('img')
          image.setAttribute('onerror', 'hacked()')
          image.src = '//evil.example/p.png'
          document.querySelector('[role=log]').append(image)
        }"""
    )
    assert len(await page.evaluate(SUSPECTS)) >= 2
    for trouble in ("hacked was called", "alert was called", "evil.example/", "event handler"):
        await visitors.watches[0].until(trouble)
    visitors.mean("was called", "evil.example", "inline event handler")


async def test_t03_nothing_that_a_model_streams_runs(page: Page, desk: Desk) -> None:
    await watch_for_running(page)
    for number, text in enumerate(in_groups()):
        question = f"What does the model say at {number}?"
        desk.model.tell(question, f"{text}\n\n{END}", letters=2)
        await page.goto("/chat")
        await ask(page, question)
        await until_in_thread(page)
        await until_answered(page)
        await expect(page.locator(".answer")).to_have_count(1)
        await expect(page.locator(".answer")).to_contain_text(END)
        await assert_harmless(page)
        streamed = await page.evaluate(DRAWN)
        await page.reload()
        await expect(button(page, "Try again")).to_be_visible()
        await assert_harmless(page)
        assert await page.evaluate(DRAWN) == streamed, text


async def test_t03_nothing_of_a_long_hostile_conversation_runs(page: Page, desk: Desk) -> None:
    await watch_for_running(page)
    thread_id = await desk.thread(title="Hostile answers")
    for number, text in enumerate(payloads()):
        await desk.say(thread_id, f"And number {number}?", f"{text}\n\n{END}")
    await page.goto(f"/chat/{thread_id}")
    turns = conversation(page).locator("li").filter(has_text=re.compile(r"And number \d+\?"))
    await expect(turns).to_have_count(len(payloads()))
    for turn in reversed(await turns.all()):
        await turn.scroll_into_view_if_needed()
        await expect(button(turn, "Edit")).to_be_attached()  # drawn whole, as it is seen
    await expect(page.locator(".answer")).to_have_count(len(payloads()))
    await assert_harmless(page)


async def test_titles_and_questions_are_text(page: Page, desk: Desk) -> None:
    await watch_for_running(page)
    for text in payloads():
        title = " ".join(text.split())[:200]
        answer = await desk.client.post("/api/threads", json={"title": title or "empty"})
        assert answer.status_code in {201, 422}
    thread_id = await desk.thread(title="Hostile questions")
    for text in payloads()[:20]:
        await desk.say(thread_id, " ".join(text.split())[:500], "Well.")
    await page.goto(f"/chat/{thread_id}")
    await expect(conversation(page)).to_contain_text("Well.")
    await expect(page.get_by_role("link", name="Hostile questions")).to_be_visible()
    await assert_harmless(page)


async def test_names_and_texts_of_files_are_text(page: Page, desk: Desk) -> None:
    await watch_for_running(page)
    base = f"hostile-{uuid.uuid4().hex[:6]}"
    await desk.ask("POST", "/api/kbs", json={"name": base})
    texts = payloads()[:40]
    files = [
        (f"{text.replace('/', '⁄').strip()[:80]} {number}.txt", f"Ada said: {text}")
        for number, text in enumerate(texts)
    ]
    parts = [("files", (name, text.encode(), "text/plain")) for name, text in files]
    await desk.ask("POST", f"/api/kbs/{base}/documents", files=parts)
    await page.goto(f"/bases/{base}")
    listed = page.get_by_role("list", name="Documents of this base")
    await expect(listed.get_by_text("Ready").first).to_be_visible()
    await expect(listed.get_by_text("Reading…")).to_have_count(0)
    await listed.get_by_role("button").first.click()
    await expect(document(page)).to_contain_text("Ada said:")
    question = "What did Ada say in these files?"
    desk.model.tell(question, "Ada said: something [1]. She said more [2][3].")
    thread_id = await desk.thread(kbs=[base])
    await desk.say(thread_id, question)
    await page.goto(f"/chat/{thread_id}")
    await expect(conversation(page).get_by_role("list", name="Sources")).to_be_visible()
    await assert_harmless(page)
    await page.goto("/search")
    await page.get_by_role("searchbox", name="Search the documents").fill("Ada said script alert")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Ada said:").first).to_be_visible()


async def test_names_of_bases_are_plain_or_refused(page: Page, desk: Desk) -> None:
    await watch_for_running(page)
    for text in payloads():
        answer = await desk.client.post("/api/kbs", json={"name": text[:64]})
        assert answer.status_code in {201, 409, 422}
    await page.goto("/bases")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
