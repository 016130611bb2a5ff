"""The terms by which texts of a language are found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

import tantivy

from folioscope.platform.indexes.analysis_pieces import pieces_of

STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
WITH_STOP_WORDS = frozenset("da de en es fi fr hu it nl no pt ru sv".split())
UNKNOWN = "und"
# Of Snowball's English list, what tantivy's shorter one leaves out.
MORE_ENGLISH = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself "
    "she her hers herself its itself them theirs themselves what which who whom am were been being "
    "have has had having do does did doing would should could ought because as until while about "
    "against between through during before after above below from up down out off over under again "
    "further once here when where why how all any both each few more most other some nor only own "
    "same so than too very those"
).split()
KEPT = frozenset({"IT", "US"})  # in capitals these are no pronouns
CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")
REMEMBERED = 1 << 16
LONGEST_REMEMBERED = 40
PHONE = re.compile(r"[+(0](?<!\d.)\d[\d\u00a0 ().-]{6,20}\d")
PHONE_DIGITS = 9
ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")


class Known(dict[str, str]):
    """What texts are made of, by what stands between two spaces; forgotten when it is too much."""

    def __init__(self, made: Callable[[str], str]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, raw: str) -> str:
        terms = self._made(raw)
        if len(self) >= REMEMBERED:
            self.clear()
        if len(raw) <= LONGEST_REMEMBERED:
            self[raw] = terms
        return terms


class Analysis:
    """What becomes of the words of texts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._stemmed = _analyzer(STEMMERS.get(language, "english"))
        self._stopped = _stop_words(language)
        self._known = Known(self._terms_of)

    def terms(self, text: str) -> str:
        """The terms of a text for the index, with spaces between them."""
        return " ".join([*map(self._known.__getitem__, text.split()), *phone_numbers(text)])

    def _terms_of(self, raw: str) -> str:
        pieces = pieces_of(raw)
        terms = [*map(folded, pieces.names), *pieces.ends]
        for word in pieces.words:
            terms += self._terms_of_word(word)
        return " ".join(terms)

    def _terms_of_word(self, word: str) -> list[str]:
        """With accents and without stems can differ; a text is found by both."""
        term = self.term(word)
        if term is None:
            return []
        if word.isascii():
            return [term]
        return list(dict.fromkeys((folded(self._stem(word)), term)))

    def term(self, word: str) -> str | None:
        """The term of a word in a query, which may lack its accents; None for a stop word."""
        if self.is_stop_word(word):
            return None
        return self._stem(folded(word))

    def is_stop_word(self, word: str) -> bool:
        """Whether the word says nothing of what a text is about."""
        if word in KEPT or word.lower() in CONSONANTS:
            return False
        return not self._stopped.analyze(word)

    def _stem(self, word: str) -> str:
        stem: list[str] = self._stemmed.analyze(word)
        return folded(stem[0]) if stem else word


def folded(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = ACCENTS.sub("", unicodedata.normalize("NFD", text.lower()))
    return " ".join(FOLDING.analyze(unicodedata.normalize("NFC", plain)))


def phone_numbers(text: str) -> Iterator[str]:
    """Telephone numbers by their last nine digits, however they are grouped and begun."""
    for found in PHONE.findall(text):
        digits = "".join(filter(str.isdecimal, found))
        if len(digits) >= PHONE_DIGITS:
            yield digits[-PHONE_DIGITS:]


def with_phone_numbers_plain(text: str) -> str:
    """The text with its telephone numbers as the index has them."""
    return PHONE.sub(lambda found: next(phone_numbers(found[0]), found[0]), text)


def _analyzer(stemmer: str) -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer(stemmer))
        .build()
    )


def _stop_words(language: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    builder = builder.filter(tantivy.Filter.lowercase())
    if language in WITH_STOP_WORDS:
        builder = builder.filter(tantivy.Filter.stopword(STEMMERS[language]))
    if language == "en":
        builder = builder.filter(tantivy.Filter.custom_stopword(MORE_ENGLISH))
    return builder.build()


FOLDING = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    .filter(tantivy.Filter.ascii_fold())
    .build()
)


@cache
def analysis_of(language: str | None) -> Analysis:
    """The analysis of a language, or of texts in languages that have none of their own."""
    return Analysis(language if language in STEMMERS else UNKNOWN)
