"""What every test of the page is marked with."""

from __future__ import annotations

import pytest

ON_THE_PAGE = [pytest.mark.slow, pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]
