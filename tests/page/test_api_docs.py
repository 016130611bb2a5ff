"""The pages of the API, which run under a policy that lets no script stand in them."""

from __future__ import annotations

from playwright.async_api import expect

from tests.page.desk import Desk
from tests.page.marks import ON_THE_PAGE
from tests.page.visitors import Visitors

pytestmark = ON_THE_PAGE


async def test_a_route_is_read_and_tried_there(desk: Desk, visitors: Visitors) -> None:
    page = await visitors.open(desk.url, "/docs")
    route = page.locator("#operations-server-live_health_live_get")
    await route.get_by_role("button").first.click()
    await route.get_by_role("button", name="Try it out").click()
    await route.get_by_role("button", name="Execute").click()
    await expect(route.locator(".live-responses-table")).to_contain_text('"status": "ok"')
