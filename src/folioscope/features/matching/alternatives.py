"""Which of the things that a line names are wanted together, and which would each do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from folioscope.features.matching.job_items import Item
from folioscope.features.matching.job_words import any_of, phrases
from folioscope.late_patterns import late_pattern

Link = Literal["or", "and", "comma", "break"]
BETWEEN = 60  # letters that may stand between the parts of one enumeration
_FILLER = (
    r"(?:\s|[('’\")\]]|\b(?:a|an|the|in|en|with|avec|mit|con|of|de|du|des|d|experience|knowledge|"
    r"degree|either|les|la|le|der|die|das|your|good|strong|basic|level|niveau|license|licence)\b)*"
)
_JOINT = rf"{_FILLER}(?:,{_FILLER})?"
_OR = late_pattern(rf"{_JOINT}(?:{any_of(phrases('between', 'either'))}|/|\|){_FILLER}")
_AND = late_pattern(rf"{_JOINT}(?:{any_of(phrases('between', 'both'))}|&|\+){_FILLER}")
_COMMA = late_pattern(rf"{_FILLER}[,;、・]{_FILLER}")
_ANY = late_pattern(any_of(phrases("between", "any")))


def alternatives(folded: str, items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """The items in groups, of each of which one is enough.

    “Python, Java or Go” is one group; “Python and Java or Go” two; “databases such as MySQL,
    Redis” one.
    """
    run: list[Item] = []
    links: list[Link] = []
    for before, item in pairwise((None, *items)):
        if item is None:
            continue
        link: Link = "break" if before is None else _link(folded, before, item)
        if link == "break":
            yield from _groups(folded, run, links)
            run, links = [item], []
        else:
            run.append(item)
            links.append(link)
    yield from _groups(folded, run, links)


def _groups(folded: str, run: Sequence[Item], links: Sequence[Link]) -> Iterator[tuple[Item, ...]]:
    if not run:
        return
    if len(run) > 1 and _is_any(folded, run[0]):
        yield tuple(run)
        return
    group = [run[0]]
    joined: list[Link] = []
    for item, link in zip(run[1:], links, strict=True):
        if link == "and":
            yield from _settled(group, joined)
            group, joined = [item], []
        else:
            group.append(item)
            joined.append(link)
    yield from _settled(group, joined)


def _settled(group: Sequence[Item], links: Sequence[Link]) -> Iterator[tuple[Item, ...]]:
    """One group where any link says “or”, else each item by itself."""
    if "or" in links:
        yield tuple(group)
    else:
        yield from ((item,) for item in group)


def _link(folded: str, before: Item, item: Item) -> Link:
    between = folded[before.end : item.start]
    if len(between) > BETWEEN:
        return "break"
    patterns: tuple[tuple[Link, re.Pattern[str]], ...] = (
        ("or", _OR),
        ("and", _AND),
        ("comma", _COMMA),
    )
    return next((link for link, shape in patterns if shape.fullmatch(between)), "break")


def _is_any(folded: str, first: Item) -> bool:
    """Whether an enumeration only gives examples, or says that one of it will do."""
    before = folded[max(0, first.start - 24) : first.start].rstrip(" :,(")
    return any(found.end() == len(before) for found in _ANY.finditer(before))
