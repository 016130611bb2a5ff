"""What one line of an offer asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from folioscope.features.knowledge.fact_keys import SKILLS, key_of, words_of
from folioscope.features.matching.alternatives import alternatives
from folioscope.features.matching.amounts_of_time import Amount, amounts, speaks_of_experience
from folioscope.features.matching.domain_words import content_words, is_trait
from folioscope.features.matching.job_items import Item, equivalent, items_of
from folioscope.features.matching.job_lines import JobLine
from folioscope.features.matching.job_words import any_of, pattern, phrases
from folioscope.features.matching.requirements import Option
from folioscope.late_patterns import late_pattern

MOST_WORDS = 5  # of the name of a skill that no lexicon has
NAME_WORDS = 3
MOST_OF_SENTENCE = 14  # words that tell; what is longer describes how to apply, not whom is wanted
LONGEST_DOMAIN = 80
_LEAD = pattern("lead", "in")
_SOFT = late_pattern(
    rf"^\W*(?:(?:{any_of((*phrases('lead', 'soft'), *phrases('between', 'any')))})[\s:]+)+"
)
_LINKS = any_of((*phrases("between", "both"), *phrases("between", "either")))
_NEEDS = any_of(phrase for name in ("must", "nice", "gate") for phrase in phrases("needs", name))
_LINK = late_pattern(rf"(?:^|(?<=\s))(?:{_LINKS})(?=\s|$)")
_EITHER = late_pattern(any_of(phrases("between", "either")))
_PREPOSITION = late_pattern(r"(?:in|on|at|for|to|by|please|pour|fur|bei|para)\s")
_OFFERED = pattern("sentences", "offers")  # of what the company does or gives
_VERBS = pattern("sentences", "verbs")
_SPLIT = late_pattern(rf"[,;/、・]|\s(?:{_LINKS})\s")
_DOMAIN = late_pattern(
    r"^\W*(?:of\s)?(?:[\w'-]+\s){0,3}?(?:experience|experiences|berufserfahrung|erfahrung|"
    r"berufspraxis|experiencia|esperienza)?\W*"
    rf"(?:{any_of(phrases('lead', 'role'))}|in|en|dans|im|bei|with|avec|mit|con|of|de|du|des|d'|"
    r"der|nel|nella|sur|auf|na|no)?\s*(?P<rest>[^.;:()]{2,80})"
)
_TAIL = late_pattern(
    rf"[,;(].*$|\s(?:(?:are|is|est|sont|ist|sind|es|son)\s)?(?:{_NEEDS})(?:\s.*)?$"
)
_SIMILAR = late_pattern(
    r"\b(?:similar|comparable|equivalent|same)\s(?:role|position|job|function)|"
    r"(?:poste|fonction|role)s?\s(?:similaire|equivalent|comparable)|"
    r"(?:vergleichbar|ahnlich)\w*\s(?:position|funktion|stelle|rolle)|"
    r"puestos?\s(?:similar|equivalente)|ruolo\ssimile"
)
_NEXT_TO = late_pattern(
    r"[\s:(,–—-]*(?:\b(?:at|least|minimum|min|mindestens|au|moins|al|menos|with|mit|avec|con)\b\.?[\s:]*)*"
    r"[の\s]?(?:開発|実務|使用|利用|運用|経験|歴|は|が){0,4}"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that ``line[start:end]`` asks for; one of the options is enough."""

    start: int
    end: int
    options: tuple[Option, ...]


def wanted_by(line: JobLine, title: str, *, is_asked: bool) -> Iterator[Wanted]:
    """What a line asks for.

    ``is_asked`` tells that it stands where offers ask: there it asks for something even where no
    lexicon knows what. ``title`` is that of the job, for “in a similar role”.
    """
    folded = line.folded
    items = items_of(line.text, folded)
    times = list(amounts(folded))
    items = _timed(folded, items, times) if times else items
    general = _experience(folded, items, times, title)
    named = [] if times else _named(line, items, is_asked=is_asked)
    every = sorted((*items, *named), key=lambda item: item.start)
    found = [_of_group(group) for group in alternatives(folded, every)]
    if general is not None:
        found = _with_experience(folded, found, general)
    other = equivalent(folded)
    for at in range(len(found) - 1, -1, -1):
        if other is not None and found[at].start < other.start:
            found[at] = replace(found[at], options=(*found[at].options, other.option))
            break
    yield from found
    words = content_words(folded)
    is_offered = _OFFERED.search(folded) is not None
    if is_asked and not (found or is_offered) and 1 < len(words) <= MOST_OF_SENTENCE:
        option = Option("other", " ".join(words), " ".join(line.text.split()))
        yield Wanted(0, len(line.text), (option,))


def _of_group(group: Sequence[Item]) -> Wanted:
    options = tuple(dict.fromkeys(item.option for item in group))
    return Wanted(group[0].start, group[-1].end, options)


def _timed(folded: str, items: Sequence[Item], times: Sequence[Amount]) -> list[Item]:
    """The skills with how long they are to have been used: after the time, or right before it."""
    found: list[Item] = []
    for item in items:
        months = _time_of(folded, item, times) if item.option.kind == "skill" else None
        found.append(replace(item, option=replace(item.option, months=months)) if months else item)
    return found


def _time_of(folded: str, item: Item, times: Sequence[Amount]) -> int | None:
    for time in times:
        if item.end <= time.start and _NEXT_TO.fullmatch(folded[item.end : time.start]):
            return time.months
    before = [time for time in times if time.end <= item.start]
    if not before:
        return None
    between = folded[before[-1].end : item.start]
    is_elsewhere = re.search(r"[;]|\b(?:plus|sowie|including|et une bonne|ainsi que)\b", between)
    return None if is_elsewhere else before[-1].months


def _experience(
    folded: str, items: Sequence[Item], times: Sequence[Amount], title: str
) -> Wanted | None:
    """The time of work that is asked for, where it is not that of a skill."""
    if not times or not speaks_of_experience(folded):
        return None
    time = times[0]
    if any(item.option.months == time.months for item in items):
        return None
    area: tuple[str, ...] = ()
    end = time.end
    if _SIMILAR.search(folded):
        area = content_words(title)
    elif found := _DOMAIN.match(folded, time.end) or _DOMAIN.match(folded[time.end :]):
        rest = _TAIL.sub("", found["rest"])[:LONGEST_DOMAIN]
        area = content_words(rest)
        end = time.end if not area else min(len(folded), time.end + len(found[0]))
    option = Option("experience", "", _years(time.months), months=time.months, area=area)
    return Wanted(time.start, end, (option,))


def _with_experience(folded: str, found: Sequence[Wanted], general: Wanted) -> list[Wanted]:
    """A time of work beside the rest; in its place where the line says “or”."""
    for at, one in enumerate(found):
        first, second = sorted((one, general), key=lambda wanted: wanted.start)
        between = folded[first.end : second.start]
        kinds = {option.kind for option in one.options}
        last = _LINK.findall(between)[-1:]
        if kinds <= {"degree", "certificate"} and last and _EITHER.fullmatch(last[0]):
            options = (*one.options, *general.options)
            joined = Wanted(first.start, max(one.end, general.end), options)
            return [*found[:at], joined, *found[at + 1 :]]
    return sorted((*found, general), key=lambda wanted: wanted.start)


def _named(line: JobLine, items: Sequence[Item], *, is_asked: bool) -> list[Item]:
    """Skills by names that no lexicon has: those of a list, and what “experience with” is with.

    None where one of them is a whole sentence.
    """
    folded = line.folded
    lead = _LEAD.search(folded)
    is_mixed = bool(items) and lead is None
    if lead is None and not (is_asked and all(item.option.kind == "skill" for item in items)):
        return []
    found: list[Item] = []
    start = lead.end() if lead else 0
    edges = [start, *(edge for cut in _SPLIT.finditer(folded, start) for edge in cut.span())]
    edges.append(len(line.text.rstrip(" .;:!")))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if any(item.start < last and item.end > first for item in items) or first >= last:
            continue
        named = _skill_between(line.text, folded, first, last)
        if named is None:
            return []
        if not is_mixed or _is_name(named.option.name):
            found.append(named)
    return found if line.is_item or lead or len(found) > 1 else []


def _is_name(name: str) -> bool:
    """Whether what stands beside known skills looks like the name of another one."""
    return name[:1].isupper() and len(name.split()) <= NAME_WORDS


def _skill_between(text: str, folded: str, first: int, last: int) -> Item | None:
    """The skill that a part of an enumeration names; None of what reads like a sentence."""
    tail = _TAIL.search(folded[first:last])
    last = first + tail.start() if tail else last
    soft = _SOFT.match(folded[first:last])
    begin = first + (soft.end() if soft else 0)
    begin += len(folded[begin:last]) - len(folded[begin:last].lstrip(" ()*:"))
    name = " ".join(text[begin:last].strip(" ()*:").split())
    if words_of(name) in SKILLS:
        return Item(begin, last, Option("skill", key_of("skill", name), name))
    words = content_words(name, keeps_all=True)
    if _VERBS.search(folded, begin, last) or _PREPOSITION.match(folded, begin):
        return None
    if not name or len(name.split()) > MOST_WORDS or is_trait(words) or not content_words(name):
        return None
    return Item(begin, last, Option("skill", key_of("skill", name), name))


def _years(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{months} months" if rest else f"{years} year{'s' if years > 1 else ''}"
