"""llama.cpp's own server, in a process of its own: a fault in it ends nothing else.

This module is run as a program by ``gguf.py``, which nobody else needs to import. What to run comes
as JSON on standard input, the key included, for others can read arguments; the address of the
server goes out as one line of JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from typing import Any

import xllamacpp

PR_SET_PDEATHSIG = 1
BATCH_TOKENS = 64  # between two batches it looks whether anyone still waits for the answer

TEMPERATURE = 0.2  # an answer from sources is no place for fancy
REPEAT_PENALTY = 1.1  # without it small models say one sentence for ever


def main() -> None:
    """Serve until this process is ended, or the one that started it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        return
    server = xllamacpp.Server(_parameters(json.load(sys.stdin)))
    told = {"url": server.listening_address, "pid": os.getpid()}
    os.write(1, json.dumps(told).encode() + b"\n")
    os.dup2(2, 1)
    while True:
        signal.pause()


def _parameters(wanted: dict[str, Any]) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = wanted["path"]
    parameters.n_ctx = wanted["context"]
    parameters.cpuparams.n_threads = wanted["threads"]
    parameters.cpuparams_batch.n_threads = wanted["threads"]
    parameters.n_batch = parameters.n_ubatch = BATCH_TOKENS
    parameters.n_parallel = 1
    parameters.sampling.temp = TEMPERATURE
    parameters.sampling.penalty_repeat = REPEAT_PENALTY
    parameters.n_threads_http = 4
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [wanted["key"]]
    parameters.cors_origins = ""
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.offline = True
    parameters.verbosity = 1
    return parameters
