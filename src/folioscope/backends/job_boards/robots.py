"""What the robots file of a host lets be read."""

from __future__ import annotations

from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from folioscope.backends.job_boards.asking import Asker
from folioscope.backends.job_boards.port import BoardRefused

PRODUCT = "Folioscope"
MOST_LINES = 5_000


class BarredByRobots(BoardRefused):
    """A page that the robots file of its host asks programs not to read."""

    code = "barred_by_robots"


class Robots:
    """The robots file of one host, fetched when it is first needed."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._rules: RobotFileParser | None = None

    async def raise_if_barred(self, address: str) -> None:
        """Raise where the host bars this program from the address."""
        place = urljoin(address, "/robots.txt")
        if self._rules is None:
            self._rules = await self._fetched(place)
        if not self._rules.can_fetch(PRODUCT, address):
            msg = f"{place} asks programs not to read {address}, so it is not read."
            raise BarredByRobots(msg)

    async def _fetched(self, place: str) -> RobotFileParser:
        """The rules; a host without a file bars nothing."""
        answer = await self._asker.ask(place)
        told = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        rules = RobotFileParser()
        rules.parse(told.splitlines()[:MOST_LINES])
        return rules
