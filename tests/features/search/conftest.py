"""An opened program whose search is tried without its doors."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope
from tests.features.search.opened_library import Library


@pytest.fixture
async def library(settings: Settings) -> AsyncIterator[Library]:
    """The library of the person at the machine."""
    async with open_folioscope(settings) as folioscope:
        yield Library(folioscope)
