"""Characters that nobody sees, and what they may do to a text: carry words, or cut them.

All of it is done by regular expressions over whole texts, and no more than a sample of what they
find is kept, so that twenty million characters made to harm cost seconds.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from operator import sub

from folioscope.late_patterns import late_pattern

NO_JOINERS = (
    "\u034f\u061c\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
REORDERING = "\u202a-\u202e\u2066-\u2069"
SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
TAGS = "\U000e0000-\U000e007f"
SOFT_HYPHEN = "\u00ad"
ZERO_WIDTH = f"\u200d{NO_JOINERS}"
ALL_BUT_JOINER = f"{SOFT_HYPHEN}{NO_JOINERS}{REORDERING}{SELECTORS}{TAGS}"
INVISIBLE = f"\u200d{ALL_BUT_JOINER}"

# Scripts whose letters take other forms beside a joiner, or that set words apart by no space.
JOINING = (
    "\u0600-\u06ff\u0700-\u08ff\u0900-\u0fff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\ua8e0-\ua8ff"
    "\ua980-\ua9df\uaa60-\uaa7f\ufb50-\ufdff\ufe70-\ufefc"
)
PICTURES = "\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\U0001f000-\U0001fbff"
IDEOGRAPHS = "\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f\u1e00-\u1fff"

# What is kept, each of them one character, as a look-behind needs it.
_KEPT = "|".join(
    (
        f"[\u200b-\u200d](?<=[{JOINING}].)(?![{INVISIBLE}])",
        f"\u200d(?<=[{PICTURES}\ufe0f].)(?=[{PICTURES}])",
        f"[\ufe0e\ufe0f](?<=[^\\s\\w{INVISIBLE}].|[0-9].)(?![{SELECTORS}])",
        f"[\ufe00-\ufe02\U000e0100-\U000e01ef](?<=[{IDEOGRAPHS}].)(?![{INVISIBLE}])",
        "[\u180b-\u180d\u180f](?<=[\u1820-\u18aa].)(?![\u180b-\u180d\u180f])",
    )
)
# Each pattern begins with a set of characters, which is what the engine leaps to. Only a joiner
# may be kept right after something invisible.
_REMOVED = late_pattern(f"[{INVISIBLE}](?<!{_KEPT})[{ALL_BUT_JOINER}]*")
_SELECTOR = late_pattern(f"[{SELECTORS}](?<!{_KEPT})")
_TAG = late_pattern(f"[{TAGS}][{TAGS}]*")
# England, Scotland and Wales: the only flags that are spelled in tags.
_FLAG = late_pattern(
    "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f"
)
_LONG_RUN = late_pattern(f"[{ZERO_WIDTH}][{ZERO_WIDTH}]{{7,}}")
# German typesetters keep letters from forming a ligature, as in Auf-lage.
_CUT = late_pattern(
    f"[{ZERO_WIDTH}](?<=[{LETTERS}].)(?<![fF]\u200c(?=[bfhijklt]))[{ZERO_WIDTH}]*(?=[{LETTERS}])"
)
_NOT_A_WORD = late_pattern(r"[^\w\u200b-\u200f\u2060\ufeff]")

FEWEST_CUTS = 2
FEWEST_SELECTORS = 4
MOST_COUNTED = 1000
MOST_SPELLED = 8000
WORDS_SHOWN = 20
CONTEXT = 40


def holds_invisible(text: str) -> bool:
    """Tell whether there is anything to remove."""
    return _REMOVED.search(text) is not None


def strip_invisible(text: str) -> str:
    """Answer the text without the characters that nobody sees."""
    return _REMOVED.sub("", text)


class Moves:
    """Where the characters of a text stand once its invisible ones are removed."""

    def __init__(self, text: str) -> None:
        self._starts = array("L", map(re.Match.start, _REMOVED.finditer(text)))
        self._ends = array("L", map(re.Match.end, _REMOVED.finditer(text)))
        removed = accumulate(map(sub, self._ends, self._starts), initial=0)
        self._removed = array("L", removed)

    def moved(self, place: int) -> int:
        """Answer where a place has moved; one inside of what is removed goes to its start."""
        before = bisect_right(self._starts, place)
        if before and place < self._ends[before - 1]:
            place = self._ends[before - 1]
        moved: int = place - self._removed[before]
        return moved


def hidden_words(text: str) -> Iterator[tuple[int, str]]:
    """Say what invisible characters carry or cut, and where each kind is met first."""
    yield from _spelled_in_tags(text)
    yield from _spelled_in_selectors(text)
    yield from _long_runs(text)
    yield from _cut_words(text)


def _spelled_in_tags(text: str) -> Iterator[tuple[int, str]]:
    flags = {found.start() + 1 for found in _FLAG.finditer(text)}
    found = (run for run in _TAG.finditer(text) if run.start() not in flags)
    runs = list(islice(found, MOST_SPELLED))
    if runs:
        tags = "".join(run[0][:MOST_SPELLED] for run in runs)[:MOST_SPELLED]
        words = "".join(filter(str.isprintable, (chr(ord(tag) - 0xE0000) for tag in tags))).strip()
        yield runs[0].start(), words or "tag characters that spell nothing"


def _spelled_in_selectors(text: str) -> Iterator[tuple[int, str]]:
    found = list(islice(_SELECTOR.finditer(text), MOST_SPELLED))
    selectors = "".join(match[0] for match in found)
    # A sign that was given the same selector twice is a slip.
    if len(selectors) >= FEWEST_SELECTORS and len(set(selectors)) > 1:
        spelled = bytes(map(_byte_of, selectors)).decode(errors="replace")
        words = spelled if spelled.isprintable() and "\ufffd" not in spelled else ""
        yield found[0].start(), words or f"{len(selectors)} variation selectors that show nothing"


def _byte_of(selector: str) -> int:
    """Answer the byte that a variation selector stands for, to those who hide bytes in them."""
    code = ord(selector)
    if code >= 0xE0100:
        return code - 0xE0100 + 16
    return code - 0xFE00 if code >= 0xFE00 else code & 3


def _long_runs(text: str) -> Iterator[tuple[int, str]]:
    runs = list(islice(_LONG_RUN.finditer(text), MOST_COUNTED))
    if runs:
        longest = max(run.end() - run.start() for run in runs)
        yield runs[0].start(), f"zero-width characters, {longest} of them in a row"


def _cut_words(text: str) -> Iterator[tuple[int, str]]:
    cuts = list(islice(_CUT.finditer(text), MOST_COUNTED))
    if len(cuts) < FEWEST_CUTS:
        return
    count = f"{len(cuts)} or more" if len(cuts) == MOST_COUNTED else str(len(cuts))
    words = dict.fromkeys(_word_around(text, *cut.span()) for cut in cuts[:WORDS_SHOWN])
    shown = ", ".join(words)
    yield cuts[0].start(), f"zero-width characters in {count} places inside words: {shown}"


def _word_around(text: str, start: int, end: int) -> str:
    before = _NOT_A_WORD.split(text[max(0, start - CONTEXT) : start])[-1]
    after = _NOT_A_WORD.split(text[end : end + CONTEXT])[0]
    return strip_invisible(before + after)
