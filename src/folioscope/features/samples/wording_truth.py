"""Whether the wording of a model keeps to the facts of the record.

Numbers stand in it as in the record, each where it was; products are neither added nor left out,
and nothing is named that the record does not name. What is said in other words, such as a number
spelt out, is not seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from folioscope.features.samples.profiles import all_profiles
from folioscope.features.samples.wordings import Wording, wording_of

GROWTH = 2.5  # a wording may be so many times as long as what it words
SLACK = 60  # characters on top of that, for short ones
CAPITAL_NOUNS = ("de",)
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
_ADDRESS = re.compile(r"https?:|www\.|\S@\S|[<>{}]|```")
_WORD = re.compile(r"[^\W\d_][\w'’.+#-]*")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;•–«“\"(-])\s*$")


def why_untrue(wording: Wording, resume: dict[str, Any]) -> str:
    """What a wording changes of the facts, or "" if it keeps to them."""
    told = wording_of(resume)
    if [len(job.highlights) for job in wording.jobs] != [len(job.highlights) for job in told.jobs]:
        return "it has not one point for each point given"
    known = json.dumps(resume, ensure_ascii=False)
    language: str = resume["meta"]["language"]
    for new, old in [(wording.summary, told.summary), *_points(wording, told)]:
        if why := _why_other(new, old) or _why_added(new, known, language):
            return f"{why}: “{new[:120]}”"
    return ""


def _points(wording: Wording, told: Wording) -> Iterator[tuple[str, str]]:
    for new, old in zip(wording.jobs, told.jobs, strict=True):
        yield from zip(new.highlights, old.highlights, strict=True)


def _why_other(new: str, old: str) -> str:
    if not new.strip() or len(new) > len(old) * GROWTH + SLACK:
        return "it is empty, or much longer than what it words"
    if _ADDRESS.search(new):
        return "it holds an address or markup"
    if sorted(_numbers(new)) != sorted(_numbers(old)):
        return "its numbers are not those given"
    lost = [term for term in _terms(old) if not _stands(term, new)]
    return f"it leaves out {lost[0]}" if lost else ""


def _why_added(new: str, known: str, language: str) -> str:
    named = (*_terms(new), *_names(new, language))
    added = [name for name in named if not _stands(name, known)]
    return f"it adds {added[0]}" if added else ""


def _numbers(text: str) -> list[str]:
    return [re.sub(r"\D", "", number) for number in _NUMBER.findall(text)]


def _terms(text: str) -> list[str]:
    """The skills of any trade that a text speaks of."""
    return [term for term in _all_terms() if term in text and _stands(term, text)]


@cache
def _all_terms() -> Sequence[str]:
    words: set[str] = set()
    for profile in all_profiles():
        for group in profile.skills:
            words.update(group.always, group.mentioned)
        words.update(*profile.choices.values())
    # Common words in lower case, such as “budget”, are no product that could be invented.
    return sorted(word for word in words if "{" not in word and _is_name(word))


def _is_name(word: str) -> bool:
    return any(char.isupper() for char in word[1:]) or any(char.isdigit() for char in word)


def _names(text: str, language: str) -> Iterator[str]:
    """Words with capitals where only names have them."""
    for match in _WORD.finditer(text):
        word = match[0].rstrip(".'’-")
        is_first = _SENTENCE_BEGINS.search(text[: match.start()]) is not None
        capitals = sum(char.isupper() for char in word)
        may_be_noun = is_first or language in CAPITAL_NOUNS
        if len(word) > 1 and capitals > (1 if may_be_noun else 0):
            yield word


def _stands(term: str, text: str) -> bool:
    pattern = rf"(?<!\w){re.escape(term)}(?!\w)"
    return re.search(pattern, text, re.IGNORECASE) is not None
