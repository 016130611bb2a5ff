"""Questions that narrow a counted answer (“how many of them live in France?”), as whole ones."""

from __future__ import annotations

import re

from folioscope.features.follow_ups.pronouns import Context

FLAGS = re.IGNORECASE

# How an answer that was counted over all documents begins.
_COUNTED = re.compile(r"\*\*(?:\d+ of \d+ CVs?|\d+ CV sur \d+)\*\*")
_THEM = r"(?:of|among) (?:them|those|these|the (?:candidates|people))|parmi (?:eux|elles|ceux-ci)"
_AMONG = rf"(?:{_THEM}|d['’]entre (?:eux|elles))"
_NARROWS = re.compile(
    r"^(?:(?:and|but|et|mais|so|alors)\s+)?(?:"
    rf"(?P<count>how many|combien)\s+{_AMONG}|"
    rf"(?:which|who|lesquel(?:le)?s|qui)\s+{_AMONG}|(?:lesquel(?:le)?s|which ones)\b|"
    rf"{_AMONG},?\s+(?:(?P<counted>how many|combien)|who|which|qui|lesquel(?:le)?s)\b|"
    r"(?:(?:only|just|seulement|uniquement)\s+)?(?:the ones|those|ceux|celles)\b|"
    r"(?:only|just|seulement|uniquement)\b"
    r")\s*,?\s*(?:(?:who|that|which|qui)\s+)?(?P<rest>\w[^?!]*?)\s*[?!.]*$",
    FLAGS,
)
_HEAD = re.compile(
    r"^(?P<head>who|qui|(?:which|what|how many|quel(?:le)?s|combien(?: de| d['’])?)"
    r"(?:\s*(?:candidates?|people|persons?|candidats?|personnes?|profils?|cvs?)\b)?)"
    r"(?:\s+(?:who|qui)\b)?\s+(?P<rest>\S.*)$",
    FLAGS,
)
_IN = re.compile(r"^(?P<in>in|from|à|a|en|au|aux|de|d['’])\s*(?P<where>[A-ZÀ-Þ].*)$")
_WITH = re.compile(r"^(?:with|without|avec|sans)\s", FLAGS)
_ONE = re.compile(r"^(?:who|qui)\b", FLAGS)
_FRENCH = re.compile(r"^(?:qui|combien|quel|liste|donne|montre|tou(?:te)?s|les|candidats)", FLAGS)
# Verbs of one and of several people, where more than an ending differs.
_ODD = {
    "has": "have", "is": "are", "was": "were", "does": "do", "doesn't": "don't",
    "a": "ont", "est": "sont", "vit": "vivent", "connaît": "connaissent",
    "connait": "connaissent", "sait": "savent", "était": "étaient", "n'a": "n'ont",
}  # fmt: skip
_EVEN = {one: many for many, one in _ODD.items()}
_JOINED = re.compile(
    r"(\b(?:and|et) )(lives|speaks|knows|works|uses|has|is|habite|parle|utilise)\b"
)
_FRENCH_ENDING, _ENGLISH_ENDING = "nt", "s"


def narrowed(question: str, context: Context) -> str | None:
    """The last question with one more condition, if that is what is asked for."""
    found = _NARROWS.match(question)
    if found is None or not _COUNTED.match(context.answer):
        return None
    before = context.question.rstrip(" ?!.\N{NO-BREAK SPACE}")
    is_french = bool(_FRENCH.match(before))
    head = _HEAD.match(before)
    rest = _condition(found["rest"], is_french=is_french)
    is_count = bool(found["count"] or found["counted"])
    is_one = bool(_ONE.match(before)) and not is_count
    if is_count and head:
        many = "Combien" if is_french else "How many"
        told = _JOINED.sub(lambda verb: f"{verb[1]}{_several(verb[2])}", head["rest"])
        before = f"{many} {_agreeing(told, is_one=False, is_french=is_french)}"
    joint, end = ("et", " ?") if is_french else ("and", "?")
    return f"{before} {joint} {_agreeing(rest, is_one=is_one, is_french=is_french)}{end}"


def _condition(rest: str, *, is_french: bool) -> str:
    """What is asked for, with its verb: “in Lyon” is where somebody lives."""
    place = _IN.match(rest)
    if place is None:
        return rest
    if not is_french:
        return f"live in {place['where']}"
    preposition = "à" if place["in"].startswith("d") else place["in"]
    return f"habitent {preposition} {place['where']}"


def _agreeing(text: str, *, is_one: bool, is_french: bool) -> str:
    """A phrase with its verb in the number of whom it is said of."""
    if _WITH.match(text):
        return text
    verb, blank, more = text.partition(" ")
    word = verb.lower()
    if is_one:
        verb = _EVEN.get(word) or _of_one(word, verb, is_french=is_french)
    else:
        verb = _ODD.get(word) or _of_several(word, verb, is_french=is_french)
    return f"{verb}{blank}{more}"


def _several(verb: str) -> str:
    """The verb of a condition that was added to a question about one."""
    return _agreeing(verb, is_one=False, is_french=verb.endswith("e"))


def _of_one(word: str, verb: str, *, is_french: bool) -> str:
    if is_french:
        return verb.removesuffix(_FRENCH_ENDING)
    stays = word.endswith((_ENGLISH_ENDING, "ed")) or word in {"can", "had", "spoke", "do"}
    return verb if stays or word in _ODD else f"{verb}{_ENGLISH_ENDING}"


def _of_several(word: str, verb: str, *, is_french: bool) -> str:
    if is_french:
        return f"{verb}{_FRENCH_ENDING}" if word.endswith("e") and word != "ne" else verb
    return verb.removesuffix(_ENGLISH_ENDING)
