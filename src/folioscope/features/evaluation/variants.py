"""The settings that an evaluation compares, each under a name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from folioscope.errors import Invalid

KNOWN = ("mode", "model", "rerank", "kb")
TRUTHS = ("true", "false")
MOST = 6


class VariantUnclear(Invalid):
    """A variant that is not written as ``NAME: setting=value …``."""

    code = "variant_unclear"


@dataclass(frozen=True, slots=True)
class Variant:
    """A name, and what goes with each search and each message."""

    name: str
    of_search: dict[str, Any] = field(default_factory=dict)
    of_message: dict[str, Any] = field(default_factory=dict)


AS_SET = Variant("as set")


def read_variant(text: str) -> Variant:
    """Read ``strict: mode=strict rerank=true kb=cvs kb=offers``."""
    name, colon, rest = text.partition(":")
    pairs = [pair.partition("=") for pair in rest.split()]
    wrong = next((key for key, _, value in pairs if not _may_be(key, value)), None)
    if not colon or not name.strip() or wrong is not None:
        msg = (
            f"“{text}” is no variant: write “NAME: setting=value …” with the settings "
            f"{', '.join(KNOWN)}; kb may come several times."
        )
        raise VariantUnclear(msg)
    given = {key: value for key, _, value in pairs}
    bases = [value for key, _, value in pairs if key == "kb"]
    search: dict[str, Any] = {"kb": bases} if bases else {}
    if "rerank" in given:
        search["rerank"] = given["rerank"].lower() == "true"
    message: dict[str, Any] = {"kbs": bases} if bases else {}
    message |= {key: given[key] for key in ("mode", "model") if key in given}
    return Variant(name.strip(), search, message)


def _may_be(key: str, value: str) -> bool:
    return key in KNOWN and bool(value) and (key != "rerank" or value.lower() in TRUTHS)


def within(variant: Variant, kbs: tuple[str, ...]) -> Variant:
    """A variant that asks these bases, unless it names some itself."""
    if not kbs or "kb" in variant.of_search:
        return variant
    search = {**variant.of_search, "kb": list(kbs)}
    return replace(variant, of_search=search, of_message={**variant.of_message, "kbs": list(kbs)})


def read_variants(texts: tuple[str, ...]) -> tuple[Variant, ...]:
    """All of them, under different names; the settings as they are, where there is none."""
    variants = tuple(map(read_variant, texts)) or (AS_SET,)
    if len({variant.name for variant in variants}) < len(variants) or len(variants) > MOST:
        raise VariantUnclear(f"Give at most {MOST} variants, each under a name of its own.")
    return variants
