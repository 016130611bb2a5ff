"""Texts of a PDF that are to be read otherwise than they look.

PDFium reads the text for machines instead of the letters. Makers of PDF use it for ligatures,
broken words, icons and scripts that run from the right; there the letters are the same, or nothing
that could be read.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.pdf_hidden_calls import address, letters_of, owners
from folioscope.backends.parsers.pdf_hidden_marks import unmark
from folioscope.backends.parsers.pdf_hidden_prose import squeezed
from folioscope.backends.parsers.pdf_hidden_texts import Text

LETTERS_OF_A_LIGATURE = 3
MOST_OF_AN_ICON = 16
MOST_OF_ALL_ICONS = 160
NARROWEST_LETTER = 0.2
"""Of the size of the type: what is narrower is one sign that has a long name."""
SIGN = "\ufffd"


def replaced(
    page: Any, text_page: Any, order: Sequence[int], marked: Mapping[int, Text]
) -> dict[int, Text]:
    """Answer which of the marked texts of a page say something else to machines.

    ``order`` lists all texts as they are painted. The marks are taken from the page, so that the
    letters can be read; who opens its text anew reads those.
    """
    for handle in marked:
        unmark(handle)
    with_letters = page.get_textpage()
    # Most makers say what the letters say, and to see that is much less work.
    is_same = _all_letters(text_page) == _all_letters(with_letters)
    letters = {} if is_same else _letters(with_letters, marked)
    with_letters.close()
    if is_same:
        return {}
    found: dict[int, Text] = {}
    icons: dict[int, Text] = {}
    named = 0
    ordered = (marked[handle] for handle in order if handle in marked)
    for said, group in groupby(ordered, lambda text: text.marked.actual):
        texts = {text.handle: text for text in group}
        added = _added(said, [_looks(text, letters[text.handle]) for text in texts.values()])
        if added is None:
            found |= texts
        elif added:
            icons |= texts
            named += added
    # Many icons that are each read as a few letters tell a story together.
    return found | icons if named > MOST_OF_ALL_ICONS else found


def _all_letters(text_page: Any) -> str:
    return squeezed(text_page.get_text_range(errors="replace"))


def _letters(with_letters: Any, handles: Iterable[int]) -> dict[int, str]:
    wanted = set(handles)
    pieces: dict[int, list[str]] = defaultdict(list)
    text_page = address(with_letters.raw)
    every = range(max(pdfium.FPDFText_CountChars(with_letters.raw), 0))
    owned = owners(text_page, every)
    for owner, letter in zip(owned, letters_of(text_page, every), strict=True):
        if owner in wanted:
            pieces[owner].append(letter)
    return {handle: "".join(pieces[handle]) for handle in wanted}


def _looks(text: Text, letters: str) -> str:
    left, bottom, right, top = text.box
    length = max(right - left, top - bottom)
    return letters if length >= NARROWEST_LETTER * text.size * len(letters) else SIGN


def _added(said: str, looks: Sequence[str]) -> int | None:
    """Answer what ``letters_added`` does, of texts that are marked together or each."""
    together = letters_added("".join(looks), said)
    if together is not None:
        return together
    each = [letters_added(look, said) for look in looks]
    return None if None in each else sum(filter(None, each))


def letters_added(look: str, said: str) -> int | None:
    """Answer how many letters are said that are not seen; None if no honest maker would say so.

    A letter of another script may be read as a few others, and a sign as its name.
    """
    seen, heard = Counter(_letters_and_digits(look)), Counter(_letters_and_digits(said))
    if any(letter.isascii() for letter in seen - heard):
        return None
    added = (heard - seen).total()
    others = [letter for letter in look if not letter.isascii()]
    if added <= LETTERS_OF_A_LIGATURE * sum(map(str.isalnum, others)):
        return 0
    has_sign = not look.strip() or not all(map(str.isalnum, others))
    return added if has_sign and added <= MOST_OF_AN_ICON else None


def _letters_and_digits(text: str) -> Iterator[str]:
    return filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold())
