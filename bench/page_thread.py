"""How long a conversation of many messages takes to open."""

from __future__ import annotations

import asyncio

import httpx2
from page_model import PacedModel
from playwright.async_api import Browser

TITLE = "A long conversation"
ANSWER = """\
**{number}.** Three people ran it in production [1], two of them for payments [2].

- *Ada* at Globex, from 2019 to 2022: forty clusters, `kubectl` and Terraform.
- *Bob* at Initech, since 2021: moved 412 databases, in 18 months.

| who | years | where |
| --- | --- | --- |
| Ada | 3 | Paris |
| Bob | 4 | Lyon |

The last word of answer {number} is end{number:04}."""
CLICKED = """([title, last]) => new Promise((resolve) => {
  const link = [...document.querySelectorAll('a')].find((a) => a.textContent.includes(title))
  let began = 0
  link.addEventListener('click', (event) => { began = event.timeStamp }, { capture: true })
  const watching = new MutationObserver(() => {
    if (!document.querySelector('[role=log]')?.textContent.includes(last)) return
    watching.disconnect()
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(performance.now() - began)
      port2.postMessage(0)
    })
  })
  watching.observe(document.body, { subtree: true, childList: true, characterData: true })
  link.click()
})"""


async def make_thread(url: str, model: PacedModel, messages: int) -> str:
    """A conversation of so many messages; the last word of its last answer."""
    model.rate = 0
    async with httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        made = await client.post("/api/threads", json={"title": TITLE, "kbs": ["cvs"]})
        thread = made.raise_for_status().json()["thread_id"]
        for number in range(messages // 2):
            model.tokens = [ANSWER.format(number=number)]
            content = {"content": f"Who has run Kubernetes, number {number}?", "cache": False}
            path = f"/api/threads/{thread}/messages"
            accepted = (await client.post(path, json=content)).raise_for_status().json()
            await _ended(client, accepted["run_id"])
    return f"end{messages // 2 - 1:04}"


async def _ended(client: httpx2.AsyncClient, run_id: str) -> None:
    async with client.stream("GET", f"/api/runs/{run_id}/events") as response:
        async for _ in response.aiter_lines():
            pass


async def opening(browser: Browser, url: str, last: str, times: int) -> tuple[list[float], ...]:
    """Milliseconds from the click to the frame with the last message: first, and once more."""
    first, again = [], []
    for _ in range(times):
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{url}/chat")
        await page.get_by_role("link", name=TITLE).first.wait_for()
        await page.wait_for_load_state("networkidle")
        first.append(await page.evaluate(CLICKED, [TITLE, last]))
        await page.get_by_role("link", name="New chat").first.click()
        await page.get_by_text(last).wait_for(state="detached")
        await asyncio.sleep(0.2)
        again.append(await page.evaluate(CLICKED, [TITLE, last]))
        await context.close()
    return first, again
