"""What streaming costs the page: frames, the main thread, and the way from token to pixel."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

from page_model import END, SHAPES, PacedModel, prose
from page_wire import Wire
from playwright.async_api import Page

LONG = 600_000  # milliseconds
OBSERVE = """() => {
  const seen = (window.seen = { gaps: [], frames: [], tasks: [] })
  const note = (type, into) =>
    new PerformanceObserver((list) => into.push(...list.getEntries().map((e) => e.duration)))
      .observe({ type })
  note('longtask', seen.tasks)
  note('long-animation-frame', seen.frames)
  let last = performance.now()
  const frame = (now) => {
    seen.gaps.push(now - last)
    last = now
    if (!seen.over) requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}"""
OBSERVE_TOKENS = """() => {
  const seen = (window.tokens = {})
  let newest = -1
  const late = Date.now() - (performance.timeOrigin + performance.now())
  const numbers = (text) => (text.match(/w\\d{5}/g) ?? []).map((word) => Number(word.slice(1)))
  const texts = (change) =>
    change.type === 'characterData'
      ? [change.target.data]
      : [...change.addedNodes].map((node) => node.textContent ?? '')
  const painted = (from, to) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        const now = performance.timeOrigin + performance.now() + late
        for (let number = from; number <= to; number++) seen[number] = now / 1000
      }
      port2.postMessage(0)
    })
  new MutationObserver((changes) => {
    const most = Math.max(newest, ...changes.flatMap(texts).flatMap(numbers))
    if (most > newest) painted(newest + 1, most)
    newest = most
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}"""
METRICS = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


@dataclass(frozen=True)
class Streamed:
    """What one answer cost. Milliseconds; shares are of processor time in the time it took."""

    shape: str
    seconds: float
    gaps: list[float]
    frames: list[float]
    tasks: list[float]
    shares: dict[str, float]


async def ask(page: Page, question: str) -> None:
    """Send a question."""
    await page.get_by_role("textbox", name="Your question").fill(question)
    await page.get_by_role("button", name="Send", exact=True).click()


async def _ended(page: Page) -> None:
    await page.get_by_text(END).last.wait_for(timeout=LONG)
    await page.get_by_role("button", name="Stop", exact=True).wait_for(state="hidden")


async def stream(page: Page, model: PacedModel, shape: str, tokens: int, rate: float) -> Streamed:
    """Have an answer of a shape come at a rate."""
    model.tokens, model.rate = SHAPES[shape](tokens), rate
    session = await page.context.new_cdp_session(page)
    # Its own processor time: what else the machine does is not the page's.
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.goto("/chat")
    await ask(page, f"What is there to say in {shape}?")
    await page.get_by_text("w00010").first.wait_for(timeout=LONG)
    await page.evaluate(OBSERVE)
    before, began = await _metrics(session), perf_counter()
    await _ended(page)
    after, seconds = await _metrics(session), perf_counter() - began
    seen = await page.evaluate("() => { window.seen.over = true; return window.seen }")
    await session.detach()
    shares = {name: (after[name] - before[name]) / seconds for name in METRICS}
    return Streamed(shape, seconds, seen["gaps"], seen["frames"], seen["tasks"], shares)


async def token_to_pixel(
    page: Page, wired: Wire, model: PacedModel, tokens: int, rate: float
) -> list[float]:
    """Milliseconds from when the server sent a token until the frame that shows it was made."""
    model.tokens, model.rate = prose(tokens), rate
    await page.goto(f"{wired.url}/chat")
    await page.evaluate(OBSERVE_TOKENS)
    await ask(page, "How long does a token take?")
    await _ended(page)
    seen: dict[str, float] = await page.evaluate("window.tokens")
    wired_at = wired.sent
    return [
        1000 * (moment - wired_at[int(number)])
        for number, moment in seen.items()
        if int(number) in wired_at
    ]


async def _metrics(session: Any) -> dict[str, float]:
    answer = await session.send("Performance.getMetrics")
    return {metric["name"]: metric["value"] for metric in answer["metrics"]}
