"""Whether an answer only says over and over what it has said."""

from __future__ import annotations

import re
from collections import defaultdict, deque

TIMES, LETTERS = 4, 40
"""So often in a row the same words, of so many letters, are no answer any more."""

TIMES_IN_TABLES = 12  # cells and lines of code repeat themselves with good reason
LONGEST = 120  # words of what is repeated: a few sentences
_IDEOGRAM = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # written without blanks
_WORD_LETTERS = 40
_WORD = re.compile(rf"\n|[{_IDEOGRAM}]|[^\s{_IDEOGRAM}]{{1,{_WORD_LETTERS}}}")
_GROWS = re.compile(rf"[^\s{_IDEOGRAM}]{{1,{_WORD_LETTERS - 1}}}")
_ITEM = re.compile(r"[-–*+•]|\(?\d{1,6}[.)]")
_FENCES = ("```", "~~~")


class Repetition:
    """Lets text through until it ``is_endless``, and nothing from then on.

    For each distance the words are counted that are the same so far back: where that goes on for
    a multiple of the distance, the words between are repeated. The numbers of a list are no words.
    """

    def __init__(self) -> None:
        self.is_endless = False
        self._unfinished = ""
        self._letters = [0]
        self._places: defaultdict[str, deque[int]] = defaultdict(deque)
        self._same: dict[int, int] = {}
        self._begins_line, self._in_table, self._in_code = True, False, False

    def feed(self, text: str) -> str:
        """What may be said of the next piece."""
        if self.is_endless:
            return ""
        whole, before = self._unfinished + text, len(self._unfinished)
        self._unfinished = ""
        for word in _WORD.finditer(whole):
            if word.end() == len(whole) and _GROWS.fullmatch(word.group()):
                self._unfinished = word.group()
            elif self._take(word.group()):
                self.is_endless = True
                return whole[before : word.end()]
        return text

    def _take(self, word: str) -> bool:
        """Note a word; whether it completes a repetition too many."""
        if word == "\n":
            self._begins_line = True
            return False
        if self._begins_line:
            if _ITEM.fullmatch(word):
                return False
            self._begin_line(word)
        return self._repeats(word)

    def _begin_line(self, word: str) -> None:
        self._begins_line = False
        self._in_table = word.startswith("|")
        if word.startswith(_FENCES):
            self._in_code = not self._in_code

    def _repeats(self, word: str) -> bool:
        at = len(self._letters)
        is_piece = len(word) == _WORD_LETTERS  # of something longer, which is no language
        letters = 0 if is_piece else sum(map(str.isalpha, word))
        self._letters.append(self._letters[-1] + letters)
        places = self._places[word]
        while places and at - places[0] > LONGEST:
            places.popleft()
        self._same = {at - place: self._same.get(at - place, 0) + 1 for place in places}
        places.append(at)
        times = TIMES_IN_TABLES if self._in_table or self._in_code else TIMES
        return any(
            same >= (times - 1) * back and self._letters[at] - self._letters[at - back] >= LETTERS
            for back, same in self._same.items()
        )
