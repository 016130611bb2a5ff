"""Every threat that we know of has a test whose name begins with its number."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs import threats


def test_every_threat_has_a_test_that_is_named_after_it() -> None:
    assert threats.without_a_test() == [], "name a test test_tNN_… for each"


def test_every_test_that_is_named_after_a_threat_is_of_one_that_is_listed() -> None:
    assert set(threats.tested()) <= {one.number for one in threats.THREATS}


def test_the_threats_are_numbered_without_a_gap() -> None:
    assert [one.number for one in threats.THREATS] == list(range(1, 30))


def test_a_threat_without_a_test_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threats, "TESTS", tmp_path)
    assert len(threats.without_a_test()) == len(threats.THREATS)
