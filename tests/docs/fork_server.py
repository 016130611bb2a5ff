"""The command line, ready to be forked: a shell that calls it many times waits for no import.

As a program it serves; ``SHIM`` is what a shell has as ``folioscope``, and hands over to it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from importlib import import_module
from pkgutil import walk_packages

import folioscope
from folioscope.backends.registry import BACKENDS
from folioscope.doors.cli import main

SHIM = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({path!r})
    told = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()
    socket.send_fds(asked, [len(told).to_bytes(8, "big")], [0, 1, 2])
    asked.sendall(told)
    sys.exit(asked.recv(1)[0])
"""


def serve(path: str) -> None:
    """Run each command that is asked for in a child."""
    for module in walk_packages(folioscope.__path__, "folioscope."):
        if module.name.endswith("commands"):
            import_module(module.name)
    BACKENDS["embeddings"] = {"local": "tests.scripted_program:open_hashing"}
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        print("ready", flush=True)  # noqa: T201
        while True:
            asked, _ = listening.accept()
            with asked:
                if os.fork() == 0:
                    _answer(asked)


def _answer(asked: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, descriptors, _, _ = socket.recv_fds(asked, 8, 3)
    told = b""
    while len(told) < int.from_bytes(size, "big"):
        told += asked.recv(65536)
    arguments, environment, folder = json.loads(told)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", buffering=1)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["folioscope", *arguments]
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.stdout.flush()
        asked.sendall(bytes([code]))
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
