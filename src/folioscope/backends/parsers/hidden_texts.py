"""Texts found hidden in the course of reading, neighbours of one kind taken together."""

from __future__ import annotations

from folioscope.backends.parsers.characters import clean, has_words
from folioscope.backends.parsers.port import Finding, FindingKind

LONGEST = 4000


class HiddenTexts:
    """Gathers hidden texts in the order of the document."""

    def __init__(self) -> None:
        self._kinds: list[FindingKind] = []
        self._texts: list[list[str]] = []
        self._goes_on = False

    def add(self, kind: FindingKind, text: str) -> None:
        """Note a text that is hidden; one that follows another of its kind goes on with it."""
        if not self._goes_on or self._kinds[-1] != kind:
            self._kinds.append(kind)
            self._texts.append([])
        self._texts[-1].append(text)
        self._goes_on = True

    def break_line(self) -> None:
        """Note that a line ends."""
        if self._goes_on:
            self._texts[-1].append("\n")

    def interrupt(self) -> None:
        """Note that something is seen, or that what follows has nothing to do with it."""
        self._goes_on = False

    def findings(self) -> tuple[Finding, ...]:
        """Answer all that holds words."""
        texts = (" ".join(clean("".join(pieces)).split()) for pieces in self._texts)
        return tuple(
            Finding(kind, text[:LONGEST])
            for kind, text in zip(self._kinds, texts, strict=True)
            if has_words(text)
        )
