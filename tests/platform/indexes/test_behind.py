"""Work behind searches that fails is told in the log, and nothing of what somebody wrote."""

from __future__ import annotations

import io
import json

import pytest

from folioscope.errors import BackendFailed
from folioscope.platform.indexes.behind import Behind
from folioscope.telemetry.logs import Logging
from tests.telemetry.logged import logging_to


async def said_of(error: Exception) -> str:
    """What is logged where the work fails so."""

    async def fail() -> None:
        raise error

    told = io.StringIO()
    with logging_to(told, Logging()):
        behind = Behind()
        behind.begin("an index", fail)
        await behind.settled()
    (line,) = told.getvalue().splitlines()
    return str(json.loads(line)["message"]) + str(json.loads(line).get("exception", ""))


async def test_an_unforeseen_error_is_told_by_its_name_alone() -> None:
    said = await said_of(ValueError("".join(("a sentence", " of a CV"))))  # lines of code are told
    assert said.startswith("an index waits: ValueError")
    assert "a sentence of a CV" not in said


@pytest.mark.parametrize(
    "error", [BackendFailed("The disk is away."), OSError("The disk is away.")]
)
async def test_a_foreseen_one_says_what_it_is(error: Exception) -> None:
    assert await said_of(error) == "an index waits: The disk is away."
