"""Requests that are too large, too slow or no requests: refused in words, in bounded memory."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.types import Message, Receive, Scope, Send

from folioscope.doors import connections
from folioscope.doors.connections import HEAD_BYTES
from folioscope.doors.lock import find_holder
from folioscope.features.knowledge.receiving import MAX_FILES
from folioscope.platform.api import body_limits
from folioscope.platform.api.body_limits import BodyLimits
from tests.opened_program import Program
from tests.running_program import Place, serving
from tests.security.raw_http import PATIENCE, Answer, Connection, ask, connected, head

MEGABYTE = 1024 * 1024
ROOM = 60 * MEGABYTE  # that a server may grow by, whatever it is sent
JSON = "Content-Type: application/json"
LAST = b"--b--\r\n"
FORM = "Content-Type: multipart/form-data; boundary=b"


class Server:
    """A server as a process of its own, so that its memory is its own."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self._status = Path(f"/proc/{pid}/status")
        self.begun_with = self.memory

    @property
    def memory(self) -> int:
        """Bytes that it holds."""
        lines = self._status.read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))

    async def assert_well(self) -> None:
        """It answers, and has not grown."""
        assert (await ask(self.url, head("GET", "/health/live"))).status == 200
        assert self.memory - self.begun_with < ROOM


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = Place(tmp_path_factory.mktemp("bodies") / "data", {})
    with serving(place) as process:
        holder = find_holder(place.folder)
        assert holder is not None
        assert holder.pid == process.pid
        yield Server(holder.url, process.pid)


def pieces(size: int, piece: bytes = b" " * 65536) -> Iterator[bytes]:
    for _ in range(size // len(piece)):
        yield piece


async def test_t23_a_json_of_a_hundred_megabytes_is_refused_before_it_is_read(
    server: Server,
) -> None:
    size = 100 * MEGABYTE
    first = head("POST", "/api/search", JSON, f"Content-Length: {size}")
    answer = await ask(server.url, first, pieces(size))
    assert (answer.status, answer.code) == (413, "body_too_large")
    await server.assert_well()


async def test_a_body_without_a_size_is_refused_where_it_becomes_too_large(server: Server) -> None:
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    first = head("POST", "/api/search", JSON, "Transfer-Encoding: chunked")
    answer = await ask(server.url, first, pieces(100 * len(chunk), chunk))
    assert (answer.status, answer.code) == (413, "body_too_large")
    await server.assert_well()


async def test_who_goes_on_sending_after_the_answer_is_hung_up_on(server: Server) -> None:
    size = 100 * MEGABYTE
    async with connected(server.url) as connection:
        first = head("POST", "/api/search", JSON, f"Content-Length: {size}")
        assert not await connection.send(first, *pieces(size))
    await server.assert_well()


@pytest.mark.parametrize(
    ("path", "count", "code"),
    [
        # An upload may have that many files, so it is read; but nothing of it is kept.
        ("/api/kbs/parts/documents", 100_000, "no_files"),
        ("/api/kbs/parts/documents", 2 * MAX_FILES + 50_000, "form_invalid"),
        ("/api/resumes/parse", 100_000, ""),
        ("/api/matches/file", 100_000, ""),
    ],
)
async def test_t23_a_form_of_a_hundred_thousand_parts_is_refused(
    server: Server, path: str, count: int, code: str
) -> None:
    await made(server, "parts")
    part = b'--b\r\nContent-Disposition: form-data; name="more"\r\n\r\nx\r\n'
    first = head("POST", path, FORM, f"Content-Length: {len(part) * count + len(LAST)}")
    answer = await ask(server.url, first, [*[part * 1000] * (count // 1000), LAST])
    assert 400 <= answer.status < 500
    assert answer.code == code or not code
    await server.assert_well()


async def made(server: Server, name: str) -> None:
    """See to it that there is a base of that name."""
    body = f'{{"name": "{name}"}}'.encode()
    first = head("POST", "/api/kbs", JSON, f"Content-Length: {len(body)}")
    assert (await ask(server.url, first, [body])).status in (201, 409)


async def test_a_header_of_a_part_that_never_ends_is_refused(server: Server) -> None:
    await made(server, "parts")
    begun = b'--b\r\nContent-Disposition: form-data; name="files"; filename="'
    first = head("POST", "/api/kbs/parts/documents", FORM, f"Content-Length: {10 * MEGABYTE}")
    answer = await ask(server.url, first, [begun, *pieces(9 * MEGABYTE, b"x" * 65536)])
    assert (answer.status, answer.code) == (422, "form_invalid")
    await server.assert_well()


# Heads


async def endless(first: bytes, piece: bytes, server: Server) -> Answer:
    return await ask(server.url, first, pieces(50 * MEGABYTE, piece))


async def test_t23_a_header_that_never_ends_is_refused(server: Server) -> None:
    begun = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Long: "
    for first, piece in (
        (begun, b"x" * 65536),
        (begun + b"x\r\n", b"X-Many: x\r\n" * 5000),
        (b"GET /", b"x" * 65536),
    ):
        answer = await endless(first, piece, server)
        assert (answer.status, answer.code) == (431, "headers_too_large")
    await server.assert_well()


async def test_who_listens_only_after_all_is_sent_hears_why(server: Server) -> None:
    too_long = head("GET", "/health/live", f"X-Long: {'x' * 4 * MEGABYTE}")
    told = await asyncio.to_thread(sent_then_heard, server.url, too_long)
    assert told.startswith(b"HTTP/1.1 431 ")
    assert b"headers_too_large" in told


def sent_then_heard(url: str, sent: bytes) -> bytes:
    """What a client hears that reads nothing until it has sent everything."""
    place = urlsplit(url)
    told = b""
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        while more := connection.recv(65536):
            told += more
    return told


async def test_headers_that_come_in_one_piece_are_counted_too(server: Server) -> None:
    whole = head("GET", "/health/live", *(f"X-{number}: {'x' * 100}" for number in range(700)))
    assert len(whole) > HEAD_BYTES
    answer = await ask(server.url, whole)
    assert answer.status in (400, 431)
    small = head("GET", "/health/live", f"X-Long: {'x' * (HEAD_BYTES // 2)}")
    assert (await ask(server.url, small)).status == 200


async def test_what_is_no_http_is_refused_in_words(server: Server) -> None:
    for sent in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\n\r\n",
        head("GET", "/health/live", "X-Bad: a\x00b"),
        head("POST", "/api/search", "Content-Length: 5", "Content-Length: 6"),
        head("POST", "/api/search", "Content-Length: -1"),
        head("POST", "/api/search", "Content-Length: 5", "Transfer-Encoding: chunked"),
        head("POST", "/api/search", "Content-Length: 99999999999999999999999"),
    ):
        answer = await ask(server.url, sent)
        assert 400 <= answer.status < 500, sent
        assert answer.code, sent
    await server.assert_well()


# Time


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server in this process that is less patient."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(body_limits, "GRACE_SECONDS", 0.2)


@pytest.fixture
def unix(hurried: None, program: Program) -> str:
    """Its socket."""
    return str(program.unix_socket)


async def over_unix(path: str, *sent: bytes) -> Answer:
    reader, writer = await asyncio.open_unix_connection(path)
    connection = Connection(reader, writer)
    await connection.send(*sent)
    answer = await connection.answer()
    assert await connection.is_closed()
    writer.close()
    return answer


@pytest.mark.parametrize("begun", [b"", b"GET /", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
async def test_t23_a_head_that_comes_too_slowly_is_not_waited_for(unix: str, begun: bytes) -> None:
    answer = await over_unix(unix, begun)
    assert (answer.status, answer.code) == (408, "headers_too_slow")


async def test_a_body_that_never_comes_is_not_waited_for(program: Program, unix: str) -> None:
    """A Content-Length that lies: more is announced than is sent."""
    await program.post("/api/kbs", 201, {"name": "cvs"})
    for path, kind, begun in (
        ("/api/search", JSON, b'{"query": '),
        ("/api/kbs/cvs/documents", FORM, b"--b\r\nContent-Disposition: form-data"),
    ):
        first = head("POST", path, kind, "Content-Length: 1000")
        answer = await over_unix(unix, first, begun)
        assert (answer.status, answer.code) == (408, "body_too_slow"), path


async def sent_slowly(path: str, piece: bytes, count: int) -> Answer:
    """The answer to an upload of a file that comes in pieces, with a pause behind each."""
    begun = b'--b\r\nContent-Disposition: form-data; name="files"; filename="slow.txt"\r\n\r\n'
    size = len(begun) + len(piece) * count + len(b"\r\n" + LAST)
    reader, writer = await asyncio.open_unix_connection(path)
    connection = Connection(reader, writer)
    listening = asyncio.create_task(connection.answer())
    first = head("POST", "/api/kbs/cvs/documents", FORM, f"Content-Length: {size}")
    await connection.send(first, begun)
    for _ in range(count):
        if listening.done():
            break
        await connection.send(piece)
        await asyncio.sleep(0.05)
    await connection.send(b"\r\n" + LAST)
    answer = await listening
    writer.close()
    return answer


async def test_a_file_that_comes_drop_by_drop_is_not_waited_for(
    program: Program, unix: str
) -> None:
    """Two kilobytes a second, and never a pause: a hundred megabytes would take half a day."""
    await program.post("/api/kbs", 201, {"name": "cvs"})
    answer = await sent_slowly(unix, b"x" * 100, 200)
    assert (answer.status, answer.code) == (408, "body_too_slow")
    await program.assert_kept(set())


async def test_a_file_that_takes_long_at_a_fair_pace_is_taken(program: Program, unix: str) -> None:
    await program.post("/api/kbs", 201, {"name": "cvs"})
    answer = await sent_slowly(unix, b"x" * 65536, 10)
    assert answer.status == 202, answer


async def test_a_sender_is_not_too_slow_while_it_waits_for_this_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(body_limits, "GRACE_SECONDS", 0.05)
    told: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Message) -> None:
        pass

    async def busy(_scope: Scope, receive: Receive, _send: Send) -> None:
        for _ in range(3):
            told.append(await receive())
            await asyncio.sleep(0.1)

    scope = {"type": "http", "headers": [], "method": "POST", "path": "/"}
    await BodyLimits(busy, 1000)(scope, receive, send)
    assert [message["type"] for message in told] == ["http.request"] * 3


async def test_more_than_was_announced_is_another_request(unix: str) -> None:
    body = b'{"query": "x"}'
    first = head("POST", "/api/search", JSON, f"Content-Length: {len(body)}", "Connection: close")
    assert (await over_unix(unix, first, body, b"GARBAGE" * 1000)).status == 200
