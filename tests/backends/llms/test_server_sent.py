"""Events come out the same, however the bytes of the stream arrive."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.llms.server_sent import EventTooLong, ServerSentEvents

LINES = st.sampled_from(
    "data|data:|data: {}|data:  x|data: \u00e9 \u2028 \u000b\u0085|: waiting|:|event: message|id: 7"
    "|retry: 9|database: 1|data : y|".encode().split(b"|")
)
STREAMS = st.lists(st.tuples(LINES, st.sampled_from([b"\n", b"\r", b"\r\n"])), max_size=20)


def read(*pieces: bytes, longest: int = 1000) -> list[bytes]:
    events = ServerSentEvents(longest)
    return [data for piece in pieces for data in events.feed(piece)]


def meant(stream: bytes) -> list[bytes]:
    """The events of a whole stream, as the standard words it."""
    found: list[bytes] = []
    data: list[bytes] = []
    for line in re.split(rb"\r\n|\r|\n", stream)[:-1]:
        field = re.fullmatch(rb"data(?:: ?(.*))?", line, re.DOTALL)
        if field:
            data.append(field[1] or b"")
        elif line == b"" and data:
            found.append(b"\n".join(data))
            data = []
    return found


@given(STREAMS, st.data())
def test_any_split_of_the_bytes_gives_the_same_events(
    lines: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(line + end for line, end in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert read(*pieces) == meant(stream)
    assert read(*(bytes([byte]) for byte in stream)) == meant(stream)


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: a\n\ndata:b\n\n", [b"a", b"b"]),
        (b"data: a\r\rdata: b\r\r", [b"a", b"b"]),
        (b"data: {\r\ndata: }\r\n\r\n", [b"{\n}"]),
        (b": hello\n\nid: 1\nevent: x\ndata: a\nretry: 5\n\nevent: ping\n\n", [b"a"]),
        ("data: a\u2028b\u0085c\n\n".encode(), ["a\u2028b\u0085c".encode()]),
        (b"data: a\n\ndata: the end is missing\n", [b"a"]),
        (b"data\n\n", [b""]),
    ],
)
def test_only_the_data_of_whole_events_is_given(stream: bytes, events: list[bytes]) -> None:
    assert read(stream) == events


def test_an_event_is_given_as_soon_as_it_is_complete() -> None:
    events = ServerSentEvents()
    assert not list(events.feed(b"data: a\r"))
    assert not list(events.feed(b"\n"))
    assert list(events.feed(b"\r")) == [b"a"]
    assert not list(events.feed(b"\n"))


def test_a_line_that_ends_in_two_pieces_ends_once() -> None:
    assert read(b"data: a\r", b"", b"\n", b"data: b\r", b"\n\r", b"\n") == [b"a\nb"]


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize(
    "event", [b"data: 3456789\n\n", b": 34567890123\n\n", b"data: 1\nid: 5\n\n"]
)
def test_an_event_without_end_is_refused_and_those_before_it_are_given(
    event: bytes, size: int
) -> None:
    stream = b"data: before\n\n" + event
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert read(*pieces, longest=len(event))[0] == b"before"
    events = ServerSentEvents(len(event) - 1)
    found: list[bytes] = []
    with pytest.raises(EventTooLong, match=f"{len(event) - 1} bytes"):
        found.extend(data for piece in pieces for data in events.feed(piece))
    assert found == [b"before"]
