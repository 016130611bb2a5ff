"""``python -m folioscope``."""

from __future__ import annotations

from folioscope.doors.cli import main

if __name__ == "__main__":
    main()
