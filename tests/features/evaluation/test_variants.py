"""Variants as they are written on a command line."""

from __future__ import annotations

import pytest

from folioscope.features.evaluation.variants import AS_SET, Variant, VariantUnclear, read_variants


def test_without_any_the_settings_are_as_they_are() -> None:
    assert read_variants(()) == (AS_SET,)


def test_each_setting_goes_where_it_belongs() -> None:
    read = read_variants(("strict: mode=strict model=ollama:llama3.2 kb=a kb=b rerank=true", "b:"))
    assert read == (
        Variant(
            "strict",
            {"kb": ["a", "b"], "rerank": True},
            {"kbs": ["a", "b"], "mode": "strict", "model": "ollama:llama3.2"},
        ),
        Variant("b"),
    )


@pytest.mark.parametrize(
    "texts",
    [
        ("strict",),
        (": mode=strict",),
        ("a: colour=red",),
        ("a: mode=",),
        ("a:", "a:"),
        ("a: rerank=yes",),
    ],
)
def test_what_is_no_variant_is_refused_with_how_to_write_one(texts: tuple[str, ...]) -> None:
    with pytest.raises(VariantUnclear, match=r"write “NAME: setting|name of its own"):
        read_variants(texts)
