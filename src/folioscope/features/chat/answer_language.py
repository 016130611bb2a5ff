"""The language that a question is asked in, by the name a language model is told."""

from __future__ import annotations

from folioscope.features.extractive.question import language, small_words
from folioscope.platform.indexes.languages import language_of

NAMES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sv": "Swedish",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def language_named(question: str) -> str | None:
    """The English name of the language; None where a wrong one might be named.

    Names of people sway the detection: “Where did Hương Trần study?” is taken for Vietnamese. So
    the small words have a say.
    """
    found = language_of(question)
    english, french = small_words(question)
    if found in ("en", "fr"):
        agreed = bool(english or french) and language(question) == found
    else:
        agreed = not (english or french)
    return NAMES.get(found or "") if agreed else None
