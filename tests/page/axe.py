"""What axe-core says of a page."""

from __future__ import annotations

from functools import cache

from playwright.async_api import Page

from tests.page.built_page import WEB

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  // Not waited for: those of what is not drawn now would never come to their end.
  for (const animation of document.getAnimations()) {
    const isEndless = animation.effect.getComputedTiming().endTime === Infinity
    if (isEndless || animation.playbackRate === 0) animation.cancel()
    else animation.finish()
  }
  const found = await axe.run(document, { resultTypes: ['violations'] })
  // An open menu has the focus and is a place of its own, in no other.
  const isMenu = ({ target }) =>
    document.querySelector(target[0])?.querySelector(':scope > [role=menu]') != null
  const broken = found.violations.map(({ id, nodes }) =>
    ({ id, nodes: nodes.filter((node) => id !== 'region' || !isMenu(node)) }))
  return broken.filter(({ nodes }) => nodes.length > 0).map(({ id, nodes }) =>
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
