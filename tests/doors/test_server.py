"""What the socket that a server listens on is like."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from folioscope.doors.server import STALLED_MILLISECONDS, _listening
from folioscope.platform.api.streams import SEND_TIMEOUT_SECONDS
from folioscope.settings.values import Settings


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such cut")
def test_the_system_cuts_a_connection_whose_client_takes_nothing(tmp_path: Path) -> None:
    """What a stream leaves behind when it is cut is not kept for ever by the system."""
    chosen: dict[str, Any] = {"data_dir": tmp_path, "port": 0}
    with _listening(Settings(_env_file=None, **chosen)) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                limit = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert limit == STALLED_MILLISECONDS > SEND_TIMEOUT_SECONDS * 1000
