"""The text of an offer without the people, mails and numbers that nobody but its owner is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from folioscope.features.sections.folding import fold

MAIL, PHONE, NAME, PROFILE = "[mail]", "[phone]", "[name]", "[profile]"
LEAST_DIGITS, MOST_DIGITS = 9, 15  # of a telephone number; a date has fewer

MOST_WORDS = 5  # of a name
# All are bounded: a posting may be one word of a million letters.
_MAIL = re.compile(
    r"(?<![\w.+-])(?:mailto:)?[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_PROFILE = re.compile(
    r"(?:https?://)?(?:[a-z]{2,3}\.)?(?:linkedin\.com/(?:in|pub)|xing\.com/profile)/[^\s<>()\]]{1,200}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.,+/-])(?:(?:\+|\(\+|\(?0)[\d\s()./-]{7,26}\d|"
    r"(?:\(\d{3}\)[ .-]?|\d{3}[ .-])\d{3}[ .-]\d{4})(?!\w)"
)
_TITLES = (
    r"(?:M\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?|Miss|Madame|Monsieur|Mademoiselle|Herrn?|Frau|Sra?\.|"
    r"Señora?|Signora?|Sig\.(?:ra)?|Dr\.?|Prof\.?)"
)
_LEADING_TITLES = re.compile(rf"^(?:{_TITLES}\s+)+", re.IGNORECASE)
_FOLDED_TITLES = fold(_TITLES)
_BESIDE_NAME = re.compile(r"<[^<>]{0,320}>|\([^()]{0,320}\)|\S{1,320}(?:@|://)\S{0,320}")
_INTRODUCED = re.compile(
    r"((?i:contacts?|recruiter|recruteu(?:r|se)|interlocut(?:eur|rice)|ansprechpartner(?:in)?|"
    r"kontakt|contacto|persona de contacto|hiring manager)\s?:[ \t]*)"
    rf"((?:{_TITLES}[ \t]+)?[^\W\d_a-z][\w'’-]{{1,40}}(?:[ \t]+[^\W\d_a-z][\w'’-]{{1,40}}){{1,3}})"
)


def without_contacts(text: str, contacts: Iterable[str] = ()) -> str:
    """The text with marks where people can be told or reached.

    Those the board names are found wherever they stand; of others their mails, numbers and
    profiles, and names that follow a word such as “Contact:”.
    """
    text = _PROFILE.sub(PROFILE, text)
    if any(sign in text for sign in ("@", "(at)", "[at]")):
        text = _MAIL.sub(MAIL, text)
    text = _without_names(text, contacts)
    return _INTRODUCED.sub(rf"\1{NAME}", _PHONE.sub(_masked_number, text))


def _masked_number(found: re.Match[str]) -> str:
    digits = sum(letter.isdigit() for letter in found[0])
    return PHONE if LEAST_DIGITS <= digits <= MOST_DIGITS else found[0]


def _without_names(text: str, contacts: Iterable[str]) -> str:
    """The text without these people, however large their letters are and with what accents."""
    folded = fold(text)
    choices = sorted(frozenset(_choices(contacts, folded)), key=len, reverse=True)
    if not choices:
        return text
    # At most four titles: with any number of them a text of titles alone would be read for ever.
    one = rf"(?<!\w)(?:{_FOLDED_TITLES}\s+){{0,3}}(?:{'|'.join(choices)})(?!\w)"
    kept, last = [], 0
    for found in re.finditer(one, folded):  # folding changes no letter's place
        kept += [text[last : found.start()], NAME]
        last = found.end()
    return "".join([*kept, text[last:]])


def _choices(contacts: Iterable[str], folded: str) -> Iterator[str]:
    """What to look for: a whole name either way round, and the last one after a title."""
    for contact in contacts:
        # “Zoé Muller <zoe@bakery.example>” names somebody too.
        name = (
            _BESIDE_NAME.sub(" ", contact) if any(sign in contact for sign in "<(@:") else contact
        )
        parts = fold(_LEADING_TITLES.sub("", name.strip(" ,;:-"))).split()
        if not 2 <= len(parts) <= MOST_WORDS or parts[-1] not in folded:
            continue
        words = [re.escape(part) for part in parts]
        yield r"\s+".join(words)
        yield r",?\s+".join([*words[1:], words[0]])
        yield rf"{_FOLDED_TITLES}\s+{words[-1]}"
