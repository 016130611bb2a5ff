"""The address of a client: of the connection, or what proxies that are known say of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.platform.api.client_addresses import UNKNOWN, Proxies, counted_for

NONE = Proxies()
KNOWN = Proxies.named(("10.0.0.0/8", "192.0.2.7", "2001:db8:5::/48"))


@given(st.lists(st.text(max_size=60), max_size=5))
def test_nothing_is_believed_of_who_is_no_proxy(forwarded: list[str]) -> None:
    assert NONE.client_of("198.51.100.1", forwarded) == "198.51.100.1"
    assert KNOWN.client_of("198.51.100.1", forwarded) == "198.51.100.1"


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        (["203.0.113.9"], "203.0.113.9"),
        # What stands left of the last hop that is no proxy of ours, its sender wrote.
        (["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        (["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
        (["1.1.1.1, 203.0.113.9, 10.2.3.4"], "203.0.113.9"),
        (["1.1.1.1, 203.0.113.9, 10.2.3.4, 192.0.2.7"], "203.0.113.9"),
        (["203.0.113.9:4711"], "203.0.113.9"),
        (["[2001:db8::9]:4711"], "2001:db8::9"),
        (['"[2001:db8::9]"'], "2001:db8::9"),
        (["2001:db8::9"], "2001:db8::9"),
        (["::ffff:203.0.113.9"], "203.0.113.9"),
        (["fe80::1%eth0"], "fe80::1"),
        # A hop that is none is where belief ends: the proxy itself is counted.
        (["203.0.113.9, unknown"], "10.0.0.1"),
        ([""], "10.0.0.1"),
        ([], "10.0.0.1"),
        (["203.0.113.9, "], "10.0.0.1"),
        (["10.9.9.9"], "10.9.9.9"),
    ],
)
def test_behind_proxies_the_last_hop_that_is_none_of_them_counts(
    forwarded: list[str], client: str
) -> None:
    assert KNOWN.client_of("10.0.0.1", forwarded) == client


def test_a_connection_without_an_address_has_none() -> None:
    assert KNOWN.client_of(None, ["203.0.113.9"]) == UNKNOWN


def test_all_addresses_of_one_customer_are_counted_together() -> None:
    assert counted_for("2001:db8:1:2:aaaa::1") == counted_for("2001:db8:1:2:bbbb::2")
    assert counted_for("2001:db8:1:2::1") != counted_for("2001:db8:1:3::1")
    assert counted_for("203.0.113.9") != counted_for("203.0.113.10")


@given(st.lists(st.from_regex(r"[0-9a-f:.,\[\]% \"]{0,80}"), max_size=4))
def test_whatever_is_forwarded_is_read(forwarded: list[str]) -> None:
    assert KNOWN.client_of("10.0.0.1", forwarded)
