"""Who waits for whom in a process that serves: what computes waits for what answers."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

SWITCH_SECONDS = 0.001  # a fifth of the usual time for which one thread may keep all others waiting
LOWEST = 19
LOWER = 5  # about a third of the processor time of whoever has not stepped back


def serving_comes_first() -> None:
    """Have the running event loop compute in threads that give way to it.

    Embedding, searching and decoding are done there. What such a thread starts, as the process
    that reads files and the threads of an inference engine, gives way as well.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    threads = ThreadPoolExecutor(
        min(32, (os.cpu_count() or 1) + 4), "computing", initializer=_step_back
    )
    asyncio.get_running_loop().set_default_executor(threads)


def _step_back() -> None:
    if sys.platform == "linux":  # elsewhere this would be said of the whole process
        thread = threading.get_native_id()
        present = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, min(LOWEST, present + LOWER))
