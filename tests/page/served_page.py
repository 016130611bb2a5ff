"""The program with scripted embeddings and the page under test, as a process of its own.

``PAGE_UNDER_TEST`` names the folder that the page was built to.
"""

from __future__ import annotations

import os
from pathlib import Path

from folioscope.backends.registry import BACKENDS
from folioscope.doors import built_page
from folioscope.doors.cli import main
from tests.scripted_program import EMBEDDINGS

if __name__ == "__main__":
    BACKENDS["embeddings"] = EMBEDDINGS
    built_page.PLACE = Path(os.environ["PAGE_UNDER_TEST"])
    main()
