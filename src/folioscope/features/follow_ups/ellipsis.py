"""Questions of which the most is left out (“and Python?”), filled in from the one before."""

from __future__ import annotations

import re

from folioscope.features.extractive.question import language
from folioscope.features.extractive.terms import stem, terms
from folioscope.features.follow_ups.mentions import CAPITAL, is_full_name, named, people_of_question
from folioscope.features.follow_ups.pronouns import Context, of_name

FLAGS = re.IGNORECASE
MOST_WORDS = 5

_MARKER = re.compile(
    r"^(?P<mark>¿?\s*(?:and what about|and how about|and|what about|how about|"
    r"et (?:pour|chez|qu['’]en est-il (?:de |d['’]))|et|qu['’]en est-il (?:de |d['’])|und|y))\s*"
    r"(?<=[\s'’])(?P<rest>\S[^?!]*?)\s*[?!.]*$",
    FLAGS,
)
_ASKS = re.compile(
    r"^(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|can|"
    r"could|if|then|please|tell|show|list|compare|qui|que|quel(?:le)?s?|quand|où|comment|"
    r"combien|pourquoi|est-ce|est|sont|a|ont|si|alors|lesquel(?:le)?s|liste|montre|compare|"
    r"wer|was|wo|wann|wie|quién|qué|cuándo|dónde|it|he|she|they|i|we|il|elle|je|on)\b",
    FLAGS,
)
_GOES_ON = re.compile(
    r"^(?:also |aussi )?(?:speaks?|knows?|has|lives?|works?|uses?|studied|holds?|parlent|parle|"
    r"connaît|habite|travaille|possède|maîtrise|utilise|a étudié)\s+\S",
    FLAGS,
)
_POSSESSED = re.compile(
    r"^(?:(?P<en>his|her|their)|(?P<fr>son|sa|ses|leurs?)|(?P<de>seine|ihre|sein|ihr)|"
    r"(?P<es>sus?))\s+(?P<noun>\w[\w\s-]*)$",
    FLAGS,
)
_PREPOSITION = (
    r"(?:in|at|near|with|since|before|after|from|à|en|chez|dans|avec|depuis|au|aux|avant|après)"
)
_PLACED = re.compile(rf"^(?P<word>{_PREPOSITION})\s+(?P<what>\S.*)$", FLAGS)
_PLACED_ALONE = re.compile(
    rf"^{_PREPOSITION}\s+(?:\d[\w ]{{0,12}}|{CAPITAL}(?:\s+{CAPITAL}){{0,2}}|"
    r"(?:(?:the|la|le|les|une?|an?)\s+|l['’])\w+)\s*\?+$"
)
_FIGURE = re.compile(
    r"^(?P<figure>\d+(?:[.,]\d+)?)(?P<unit>\s+(?:years?|months?|ans?|mois))?$", FLAGS
)
_ANY_FIGURE = re.compile(r"\b\d+(?:[.,]\d+)?\b")
_BARE = re.compile(
    r"^(?:and |et )?(?P<word>since when|when|where|why|how long|how often|how much|depuis quand|"
    r"quand|où|pourquoi|combien|combien de temps|depuis combien de temps)\s*\?*$",
    FLAGS,
)
_ELSE = re.compile(
    r"^(?:and )?(?:who else|anyone else|anybody else|any others?|someone else)\s*\?*$|"
    r"^(?:et )?(?:qui d['’]autre|quelqu['’]un d['’]autre|d['’]autres)\s*\?*$",
    FLAGS,
)
_END_OF_PHRASE = re.compile(rf"\s+(?:{_PREPOSITION}|and|or|et|ou)\b|\s*[?,.!]|$", FLAGS)
_DETERMINER = re.compile(r"^(?:(?:the|le|la|les|du|des|die|der|das|el|los|las)\s+|l['’]\s*)", FLAGS)
_LANGUAGES = frozenset(
    "english french german spanish italian portuguese dutch arabic chinese japanese russian "
    "polish".split()
)
# What stands before the last thing that a question names.
_BEFORE_LAST = re.compile(
    r".*\b(?:with|of|in|at|for|about|from|knows?|speaks?|uses?|has|have|like|the|a|an|"
    r"avec|de|en|à|sur|pour|connaît|connait|connaissent|maîtrise|parle|parlent|utilise|les?|la|"
    r"un|une|des|du)\s+|.*\b[ld]['’]|^(?:who|qui)\s+\w+\s+",
    FLAGS | re.DOTALL,
)


def fill_in(question: str, context: Context) -> str | None:
    """The whole question, or None where nothing seems to be left out."""
    text = question.strip()
    if _ELSE.match(text):
        return _else(context.question)
    bare = _BARE.match(text)
    if bare:
        joint = "et" if language(context.question) == "fr" else "and"
        return f"{_stem(context.question)}, {joint} {bare['word'].lower()}{_end(context.question)}"
    marked = _MARKER.match(text)
    if marked:
        return _filled(marked["rest"], context)
    is_placed = _PLACED_ALONE.match(text[0].lower() + text[1:])
    return _placed(text.rstrip(" ?"), context) if is_placed else None


def _filled(rest: str, context: Context) -> str | None:
    if _ASKS.match(rest) or len(rest.split()) > MOST_WORDS:
        return None
    for pattern, fill in _WAYS:
        if pattern.match(rest):
            return fill(rest, context)
    return _other(rest, context)


def _narrowed(rest: str, context: Context) -> str | None:
    before = context.question
    if not re.match(r"(?:who|which|qui|quel(?:le)?s)\b", before, FLAGS):
        return None
    joint = "et" if language(before) == "fr" else "and"
    return f"{_stem(before)} {joint} {rest}{_end(before)}"


def _of_person(rest: str, context: Context) -> str | None:
    found, person = _POSSESSED.match(rest), context.person
    return None if found is None or person is None else _asking(found, person)


def _asking(found: re.Match[str], person: str) -> str:
    """The question for what somebody has."""
    noun = found["noun"]
    is_plural = noun.split()[0].endswith("s")
    if found["en"]:
        return f"What {'are' if is_plural else 'is'} {person}'s {noun}?"
    if found["de"]:
        return f"Was sind die {noun} von {person}?"
    if found["es"]:
        return f"¿Cuáles son los {noun} de {person}?"
    ending = "le" if re.search(r"(?:e|ion|té)s?$", noun.split()[0]) else ""
    article = {"son": "le ", "sa": "la ", "leur": "le "}.get(found["fr"].lower(), "les ")
    if article != "les " and noun[0].lower() in "aeiouyéèêàh":
        article = "l'"
    verb = f"Quel{ending}s sont" if article == "les " else f"Quel{ending} est"
    return f"{verb} {article}{noun} {of_name(person)} ?"


def _placed(rest: str, context: Context) -> str | None:
    """“in Lyon”: instead of the place or time of the question before, or added to it."""
    before = context.question
    own = _PLACED.match(rest)
    if own is None:
        return None
    for found in reversed(list(re.finditer(rf"\b{own['word']}\s+", before, FLAGS))):
        what = _ending(before, found.end())
        if bool(re.match(r"\d", what)) == bool(re.match(r"\d", own["what"])):
            return f"{before[: found.start()]}{rest}{before[found.end() + len(what) :]}"
    return f"{_stem(before)} {rest}{_end(before)}"


def _other_figure(rest: str, context: Context) -> str | None:
    own = _FIGURE.match(rest)
    found = _ANY_FIGURE.findall(context.question)
    if own is None or len(found) != 1:
        return None
    return _ANY_FIGURE.sub(own["figure"], context.question)


def _other(rest: str, context: Context) -> str | None:
    """Somebody or something else in the place of the one that was asked about."""
    before = context.question
    people = people_of_question(before)
    name = _DETERMINER.sub("", rest)
    things = [found for found in named(before) if found.group() not in " ".join(people)]
    is_person = is_full_name(name) or (name[0].isupper() and len(people) == 1 and not things)
    if is_person and len(people) == 1:
        return before.replace(people[0], name)
    if not things and people:
        determined = name if name != rest or name[0].islower() else None
        return determined and _of_person(_possessive(determined, before), context)
    slot = _slot(name, before, things)
    return None if slot is None else f"{before[: slot[0]]}{name}{before[slot[1] :]}"


def _possessive(noun: str, before: str) -> str:
    return f"{'ses' if language(before) == 'fr' else 'their'} {noun}"


def _slot(name: str, before: str, things: list[re.Match[str]]) -> tuple[int, int] | None:
    """Where the thing stands that another one is to take the place of."""
    if _language_of(name):
        for word in re.finditer(r"\w+", before):
            if _language_of(word.group()):
                return word.span()
    if things:
        return things[-1].span()
    last = _BEFORE_LAST.match(_stem(before))
    return None if last is None else (last.end(), len(_stem(before)))


def _language_of(text: str) -> bool:
    return any(stem(term) in _LANGUAGES for term in terms(text)) and len(text.split()) == 1


def _else(before: str) -> str | None:
    """The question before, for those whom its answer did not name."""
    changed = re.sub(r"^who\b(?! else)", "Who else", before, count=1, flags=FLAGS)
    changed = re.sub(r"^qui\b(?! d['’]autre)", "Qui d'autre", changed, count=1, flags=FLAGS)
    changed = re.sub(r"^which\b(?! other)", "Which other", changed, count=1, flags=FLAGS)
    return changed if changed != before else None


def _ending(text: str, start: int) -> str:
    """What a preposition governs: up to the next one, a comma or the end."""
    end = _END_OF_PHRASE.search(text, start)
    return text[start : end.start() if end else len(text)]


def _stem(question: str) -> str:
    return question.rstrip(" ?!.\N{NO-BREAK SPACE}")


def _end(question: str) -> str:
    """How a question ends: in French a blank stands before the mark."""
    return question[len(_stem(question)) :] or "?"


_WAYS = (
    (_GOES_ON, _narrowed),
    (_POSSESSED, _of_person),
    (_PLACED, _placed),
    (_FIGURE, _other_figure),
)
"""What may follow “and”, and how it is filled in."""
