"""What is told of hidden text when no more pictures may be looked at: the plainest only."""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from folioscope.backends.parsers.pdf_frame import frame_of
from folioscope.backends.parsers.pdf_hidden_calls import address
from folioscope.backends.parsers.pdf_hidden_survey import Sheet, surveyed
from folioscope.backends.parsers.pdf_hidden_verdict import guessed
from folioscope.backends.parsers.pdf_hidden_words import words_of
from folioscope.backends.parsers.port import FindingKind
from tests.backends.parsers.hidden_corpus import CLIPS, COLOURS, COVERS, MODES, OPACITIES, SIZES
from tests.backends.parsers.hidden_corpus_controls import SEEN
from tests.backends.parsers.hidden_corpus_pages import CANARY, Made


def guesses(made: Made) -> dict[str, FindingKind]:
    page = pypdfium2.PdfDocument(made.pdf())[0]
    text_page = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text_page.raw)
    box = (0.0, 0.0, 595.0, 842.0)
    sheet = Sheet(address(page.raw), address(text_page.raw), count, box, layered=False)
    survey = surveyed(sheet, ())
    words = words_of(sheet.text_page, count, survey.suspects, frame_of(page))
    kinds = guessed(page, survey, words)
    return {word.letters: kind for word, kind in zip(words, kinds, strict=True) if kind}


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (COLOURS["white on white"], "low_contrast"),
        (SIZES["one point type"], "tiny_text"),
        (MODES["render mode 3"], "invisible_text"),
        (CLIPS["clipped away"], "clipped_text"),
        (COVERS["covered by a white shape"], "covered_text"),
        (OPACITIES["zero opacity"], "transparent_text"),
    ],
)
def test_the_plainest_tricks_are_still_found(made: Made, kind: FindingKind) -> None:
    assert guesses(made)[CANARY] == kind


@pytest.mark.parametrize("name", SEEN)
def test_nothing_that_can_be_seen_is_guessed_to_be_hidden(name: str) -> None:
    assert guesses(SEEN[name]) == {}
