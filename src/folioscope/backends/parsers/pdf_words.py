"""The words of a line of a PDF page, set apart as the eye sees them.

PDFium sets words apart, but misses the narrow spaces of condensed type, and sees spaces between
letters that are only spaced out. The gaps between the letters tell.
"""

from __future__ import annotations

from statistics import median

from folioscope.backends.parsers.characters import clean
from folioscope.backends.parsers.pdf_direction import logical
from folioscope.backends.parsers.pdf_letters import Letters

# Fonts made by TeX leave their ligatures at these places, where text has only controls.
TEX_LIGATURES = {0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl"}
# As multiples of the height of the line, tried against another engine's words on 150 files. The
# box of an f reaches over its neighbour, and so does that of a j.
WORD_GAP = 0.12
WORD_GAP_AT_HOOK = 0.05
# Letters further apart than this are spaced out, in words as far apart as that many such gaps.
SPACED_OUT = 0.06
SPACED_OUT_WORD = 1.6

Spaces = dict[int, str]
"""What is to stand after letters, where that is not what PDFium wrote."""


def spaces_in(letters: Letters) -> Spaces:
    """Mend the spaces of a line."""
    if letters.leftwards or not letters.gaps:
        return {}
    usual = letters.usual_gap
    found = _missing(letters, usual) | _superfluous(letters, usual)
    return dict(sorted(found.items()))


def words(letters: Letters, start: int, end: int, spaces: Spaces) -> str:
    """Put the words of a piece together."""
    if letters.leftwards:
        whole = slice(letters.places[start], letters.places[end - 1] + 1)
        lefts, rights = letters.characters.lefts[whole], letters.characters.rights[whole]
        return logical(letters.text(start, end), list(zip(lefts, rights, strict=True)))
    written: list[str] = []
    for place, space in spaces.items():
        if start <= place < end - 1:
            written += (letters.text(start, place + 1), space)
            start = place + 1
    return "".join(written) + letters.text(start, end)


def cleaned(text: str) -> str:
    """Text without what cannot be stored, its ligatures and pairs of halves put together."""
    if text.isascii() and text.isprintable():
        return text.strip()
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return clean(joined.translate(TEX_LIGATURES)).strip()


def _missing(letters: Letters, usual: float) -> Spaces:
    """Find gaps inside words that are as wide as spaces."""
    at_hook, elsewhere = (
        usual + WORD_GAP_AT_HOOK * letters.height,
        usual + WORD_GAP * letters.height,
    )
    if max(letters.gaps) <= at_hook:
        return {}
    pairs = enumerate(zip(letters.gaps, letters.steps, strict=True))
    wide = [(place, gap) for place, (gap, step) in pairs if gap > at_hook and step == 1]
    return {place: " " for place, gap in wide if gap > elsewhere or _has_hook(letters, place)}


def _has_hook(letters: Letters, place: int) -> bool:
    around = letters.text(place, place + 2)
    return around[0] == "f" or around[-1] == "j"


def _superfluous(letters: Letters, usual: float) -> Spaces:
    """Find spaces that only set the letters of a word apart."""
    if letters.are_spaced_out:
        most = median(letters.gaps) * SPACED_OUT_WORD
    elif usual > SPACED_OUT * letters.height:
        most = usual + WORD_GAP * letters.height
    else:
        return {}
    pairs = enumerate(zip(letters.gaps, letters.steps, strict=True))
    return {place: "" for place, (gap, step) in pairs if step > 1 and gap <= most}
