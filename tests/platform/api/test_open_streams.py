"""How many streams may be open, and that each place is given back."""

from __future__ import annotations

import pytest

from folioscope.platform.api.open_streams import (
    VISITOR_STREAMS,
    OpenStreams,
    ServerFull,
    TooManyStreams,
)


def test_a_user_may_have_as_many_as_the_limit_and_not_one_more() -> None:
    streams = OpenStreams(per_user=3, total=100)
    for _ in range(3):
        streams.take(1)
    with pytest.raises(TooManyStreams) as refused:
        streams.take(1)
    assert refused.value.retry_after > 0
    assert "3" in refused.value.message


def test_all_users_together_may_have_as_many_as_the_limit_and_not_one_more() -> None:
    streams = OpenStreams(per_user=2, total=3)
    places = [streams.take(user) for user in (1, 1, 2)]
    with pytest.raises(ServerFull) as refused:
        streams.take(3)
    assert refused.value.retry_after > 0
    places[0].close()
    streams.take(3)


def test_who_has_too_many_is_told_so_even_when_the_server_is_full() -> None:
    streams = OpenStreams(per_user=1, total=1)
    streams.take(1)
    with pytest.raises(TooManyStreams):
        streams.take(1)


def test_a_place_is_given_back_once_however_often_it_is_closed() -> None:
    streams = OpenStreams(per_user=2, total=2)
    first, _second = streams.take(1), streams.take(1)
    first.close()
    first.close()
    assert streams.total() == 1
    with streams.take(1):
        assert streams.total() == 2
    assert streams.total() == 1


def test_a_refusal_takes_no_place() -> None:
    streams = OpenStreams(per_user=1, total=5)
    place = streams.take(1)
    for _ in range(10):
        with pytest.raises(TooManyStreams):
            streams.take(1)
    place.close()
    assert streams.total() == 0
    streams.take(1)


def test_a_visitor_has_fewer_than_a_user() -> None:
    streams = OpenStreams(per_user=VISITOR_STREAMS + 1, total=100)
    for _ in range(VISITOR_STREAMS):
        streams.take(1, is_visitor=True)
    with pytest.raises(TooManyStreams) as refused:
        streams.take(1, is_visitor=True)
    assert str(VISITOR_STREAMS) in refused.value.message
    for _ in range(VISITOR_STREAMS + 1):
        streams.take(2)


def test_a_visitor_has_no_more_than_a_user_where_users_have_few() -> None:
    streams = OpenStreams(per_user=1, total=100)
    streams.take(1, is_visitor=True)
    with pytest.raises(TooManyStreams):
        streams.take(1, is_visitor=True)


def test_all_visitors_together_leave_the_rest_to_users() -> None:
    streams = OpenStreams(per_user=20, total=20)
    places = [streams.take(visitor, is_visitor=True) for visitor in range(5)]
    with pytest.raises(ServerFull) as refused:
        streams.take(5, is_visitor=True)
    assert refused.value.retry_after > 0
    for _ in range(15):
        streams.take(100)
    with pytest.raises(ServerFull):
        streams.take(101)
    places[0].close()
    assert streams.total() == 19
    streams.take(5, is_visitor=True)


def test_there_is_room_for_a_visitor_however_few_there_may_be() -> None:
    streams = OpenStreams(per_user=1, total=1)
    streams.take(1, is_visitor=True)
    with pytest.raises(ServerFull):
        streams.take(2)
