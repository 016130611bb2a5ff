"""Where a server listens, to which names it answers, and what its socket is like."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from folioscope.doors.server import STALLED_MILLISECONDS, HostNotLoopback, _address, _listening
from folioscope.platform.api.streams import SEND_TIMEOUT_SECONDS
from folioscope.settings.values import Settings
from tests.signed_in import open_accounts


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


def settings_of(**chosen: Any) -> Settings:
    return Settings(_env_file=None, **chosen)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "fe80::1", "example.org", ""])
def test_without_accounts_nobody_else_can_connect(host: str) -> None:
    is_told = "is no address|folioscope users create EMAIL --role owner"
    with pytest.raises(HostNotLoopback, match=is_told):
        _address(settings_of(auth="off").model_copy(update={"host": host}))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_is_listened_on_in_every_mode(host: str) -> None:
    for auth in ("off", "password", "oidc", "jwt"):
        assert _address(settings_of(auth=auth, host=host)).is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])
def test_with_accounts_others_may_be_listened_to(host: str) -> None:
    for auth in ("password", "oidc", "jwt"):
        assert str(_address(settings_of(auth=auth, host=host))) == host


async def test_a_server_answers_to_the_names_that_are_set_and_no_others(
    settings: Settings,
) -> None:
    names = {"public_url": "https://cv.example.org:8443", "allowed_hosts": ("cv.internal", "::2")}
    async with open_accounts(settings, **names) as accounts:
        for host, status in (
            ("cv.example.org", 200),
            ("CV.example.org:8443", 200),
            ("cv.internal:80", 200),
            ("[::2]:80", 200),
            ("localhost", 200),
            ("example.org", 403),
            ("cv.example.org.evil.example", 403),
        ):
            answer = await accounts.local.client.get("/api/kbs", headers={"Host": host})
            assert answer.status_code == status, host
        for path in ("/health/live", "/health/ready"):  # asked by address, such as by Kubernetes
            answer = await accounts.local.client.get(path, headers={"Host": "10.1.2.3:8000"})
            assert answer.status_code == 200
