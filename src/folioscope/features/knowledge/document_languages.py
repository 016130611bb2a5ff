"""The languages of the documents of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from folioscope.backends.parsers.port import Parsed
from folioscope.errors import Invalid
from folioscope.platform.indexes.languages import LANGUAGES, language_of

MOST_PAGES = 8
PAGE_START = 2_000  # characters
AUTO = "auto"


class LanguageUnknown(Invalid):
    """A base cannot be said to be in it."""

    code = "language_unknown"


def with_languages(documents: Sequence[Parsed]) -> list[Parsed]:
    """The documents with their languages.

    One too short to tell, such as a record of a title alone, has that of most others in the file.
    """
    found = [language_of_pages([page.text for page in parsed.pages]) for parsed in documents]
    known = Counter(filter(None, found)).most_common(1)
    usual = known[0][0] if known else None
    pairs = zip(documents, found, strict=True)
    return [replace(parsed, language=language or usual) for parsed, language in pairs]


def language_of_pages(texts: Sequence[str]) -> str | None:
    """The language of a document by the beginnings of some of its pages."""
    step = max(1, -(-len(texts) // MOST_PAGES))
    return language_of(" ".join(text[:PAGE_START] for text in texts[::step]))


def chosen_language(named: str | None) -> str | None:
    """What a base is said to be written in; None where that is found out for each document."""
    language = (named or AUTO).strip().lower()
    if language == AUTO:
        return None
    if language not in LANGUAGES:
        msg = f"“{named}” is not among the languages: {', '.join(LANGUAGES)}, or {AUTO}."
        raise LanguageUnknown(msg)
    return language
