"""The log of this process while a block lasts, as lines, and as it was before afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from folioscope.telemetry.calm import CONTENT
from folioscope.telemetry.logs import Logging, log_to_stderr


@contextmanager
def logging_to(stream: TextIO, told: Logging) -> Iterator[None]:
    """Log to a stream as a process does; afterwards as before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []
    try:
        log_to_stderr(told, stream)
        yield
    finally:
        root.handlers, root.level = handlers, level
        logging.getLogger(CONTENT).disabled = True
