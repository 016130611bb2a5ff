"""Every kind of finding has words."""

from __future__ import annotations

from typing import get_args

from folioscope.backends.parsers.port import FindingKind
from folioscope.features.knowledge.explanations import VISIBLE, WHAT, explanation, is_hidden, what


def test_every_kind_is_explained_and_no_other() -> None:
    assert WHAT.keys() == set(get_args(FindingKind))
    assert set(get_args(FindingKind)) > VISIBLE


def test_hidden_text_is_kept_out_and_instructions_in_sight_stay() -> None:
    assert is_hidden("low_contrast")
    assert explanation("tiny_text").startswith("Text too small to be read. People do not see it")
    assert not is_hidden("instruction")
    assert "so it stays" in explanation("instruction")


def test_a_kind_of_a_newer_server_is_named() -> None:
    assert what("mirrored_text") == "mirrored text"
