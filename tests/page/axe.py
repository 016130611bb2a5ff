"""What axe-core says of a page."""

from __future__ import annotations

from functools import cache

from playwright.async_api import Page
from tests.page.built_page import WEB

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  await Promise.all(document.getAnimations().map((animation) =>
    animation.effect.getComputedTiming().iterations === Infinity
      ? animation.cancel() : animation.finished.catch(() => {})))
  const found = await axe.run(document, { resultTypes: ['violations'] })
  return found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 300)).join(' | ')}`)
}"""


@cache
def source() -> str:
    return AXE.read_text(encoding="utf-8")


async def violations(page: Page) -> list[str]:
    """The rules that are broken, each with the first elements that break it."""
    if not await page.evaluate("'axe' in window"):
        # Evaluated, not inserted as a script, which the content policy would refuse.
        await page.evaluate(source())
    found: list[str] = await page.evaluate(RUN)
    return found
