"""How a command reaches the program."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("folioscope.doors.server", "sqlalchemy", "fastapi", "numpy", "openai")


def test_a_command_that_talks_to_a_server_imports_none() -> None:
    """It would cost each command more than a second."""
    script = f"import folioscope.doors.connection, sys; print(*sys.modules.keys() & {set(HEAVY)})"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert told.stdout.strip() == b""
