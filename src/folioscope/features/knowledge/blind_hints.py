"""Names by what is made of them: mails, profiles on the web, the name and the title of a file.

Where a rule does not know that a line is a name, that its words are those of somebody's mail says
so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from folioscope.backends.parsers.port import Parsed
from folioscope.features.knowledge.blind_contacts import links, mails
from folioscope.features.knowledge.blind_sheets import LEXICON, Sheet, phrases
from folioscope.features.sections.folding import fold, squeeze

SHORTEST = 2  # letters of a word that is looked for in a hint
LONG_ENOUGH = 4  # of one that is enough alone
MOST_OF = 0.7  # of the letters of a hint, which the words of a name make up
INITIALS = 2  # letters that a hint may have beside one word of a name
PARTICLES = frozenset(phrases(LEXICON["names"]["particles"]))
TITLES = frozenset(phrases(LEXICON["names"]["titles"]))
GENERIC = frozenset(
    "cv resume curriculum vitae lebenslauf bewerbung application candidature lettre letter cover "
    "motivation final new version page pdf docx copy copie kopie profil profile en fr de es it "
    "linkedin github gitlab com www http https in mail gmail outlook hotmail yahoo proton example "
    "contact info job jobs work pro hello bonjour hi me my the and".split()
)
_WORD = re.compile(r"[^\W\d_]+")
# Each run of spaces follows a sign of its own, or there would be many ways to read a long one.
_GAP = re.compile(r"[^\S\n]*(?:[-'’.][^\S\n]*)?(?:\n[^\S\n]*)?")


def hints_of(document: Parsed, sheets: Sequence[Sheet], file_name: str) -> frozenset[str]:
    """What may be made of a name, letters alone, folded."""
    told = [PurePosixPath(file_name).stem, document.title or "", document.key]
    told += [found.text for found in document.findings if found.kind == "metadata"]
    for sheet in sheets:
        told += [sheet.text[span.start : span.end].partition("@")[0] for span in mails(sheet)]
        reached = [sheet.text[span.start : span.end] for span in links(sheet)]
        told += [piece for link in reached for piece in re.split(r"[/?=&]|(?:www)?\.", link)]
    return frozenset(hint for one in told if len(hint := _letters(one)) > LONG_ENOUGH)


def _letters(text: str) -> str:
    """The letters of words that may be of a name."""
    return "".join(word for word in _WORD.findall(fold(text)) if word not in GENERIC)


def runs_in(text: str, hint: str) -> Iterator[str]:
    """The words of a text, with capitals and side by side, that a hint is made of.

    All but a few letters of the hint have to be theirs; of one word alone, all but initials.
    """
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        folded = fold(word[0])
        is_of_hint = len(folded) >= SHORTEST and squeeze(folded) in hint and word[0][0].isupper()
        if run and not (
            (is_of_hint or folded in PARTICLES)
            and _GAP.fullmatch(text, run[-1].end(), word.start())
        ):
            yield from _whole(run, text, hint)
            run = []
        if is_of_hint or run:
            run.append(word)
    yield from _whole(run, text, hint)


def _whole(run: Sequence[re.Match[str]], text: str, hint: str) -> Iterator[str]:
    words = [fold(word[0]) for word in run if fold(word[0]) in hint]
    letters = sum(map(len, set(words)))
    is_one = len(words) == 1 and letters >= LONG_ENOUGH and len(hint) - letters <= INITIALS
    if is_one or (len(words) > 1 and letters >= MOST_OF * len(hint)):
        yield text[run[0].start() : run[-1].end()]
