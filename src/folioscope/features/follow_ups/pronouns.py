"""Pronouns of a question that mean somebody of the conversation, replaced by the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from folioscope.features.extractive.question import language
from folioscope.features.follow_ups.mentions import named, people_of_answer, people_of_question
from folioscope.features.search.pool import PEOPLE

FLAGS = re.IGNORECASE
MOST_LISTED = 5
MOST_WORDS = 12  # of a question whose pronoun means somebody of the one before

_AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might|must)"
)
# Somebody in the question itself whom a pronoun after it means.
_WHO = re.compile(
    rf"\b(?:who(?!\s+{_AUXILIARY}\s+(?:he|she|they)\b)|whose|everyone|everybody|someone|anyone|"
    rf"nobody|people|{PEOPLE}|qui|chacun|quelqu['’]un)\b",
    FLAGS,
)
_WHICH = re.compile(
    r"\b(?:which|what|quel(?:le)?s?)\s+(?!(?:is|are|was|were|did|do|does|has|est|sont|a|ont|"
    r"etait|était|of)\b)\w+",
    FLAGS,
)
_IMPERSONAL = re.compile(
    r"\b(?:y a-t-il|il y a|il n['’]y a|faut-il|il faut|s['’]agit-il|il s['’]agit|heure est-il|"
    r"(?:est-il|il est|c['’]est) (?:possible|vrai|nécessaire|utile)|suffit-il|existe-t-il|"
    r"reste-t-il|pleut-il|s['’]est-il passé|y a-il)\b",
    FLAGS,
)
_INVERTED = re.compile(r"\w-(?:t-)?(?:il|elle)s?\b", FLAGS)
_DETERMINER = re.compile(r"\b(?:le|la|les|un|une|des|du|ce|cette|ces|certaine?s|[ld]['’])\b", FLAGS)
_SPANISH = re.compile(r"¿|\bson (?:las|los|dos|el|más)\b", FLAGS)
_NEXT_CLAUSE = re.compile(r"\w.*(?:,|\b(?:and|but|if|that|et|mais|si)\b)", FLAGS)
_SET = re.compile(
    r"\b(?P<of>of )(?:them\b|those\b(?=\s*[?.!,]|\s*$|\s+(?:speak|know|have|live|work|use|who)\b))|"
    r"\b(?:parmi|d['’]entre) (?:eux|elles)\b",
    FLAGS,
)
_WHICH_ONES = re.compile(r"^(?:lesquel(?:le)?s|which ones)\b", FLAGS)
_PLACES = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1,
    "premier": 0, "première": 0, "deuxième": 1, "seconde": 1, "troisième": 2,
    "quatrième": 3, "dernier": -1, "dernière": -1,
}  # fmt: skip
_ORDINAL = re.compile(
    rf"\bthe (?P<en>first|second|third|fourth|fifth|last) (?:one|candidate|person)\b|"
    rf"\bl[ea] (?P<fr>{'|'.join(list(_PLACES)[6:])})(?: (?:candidate?|personne))?"
    r"(?=\s*[?.!,]|\s*$|\s+(?:a|est|parle|habite|connaît|travaille|\w+-t-)\b)",
    FLAGS,
)
_THIS_ONE = re.compile(
    r"\b(?:this|that) (?:candidate|person|applicant|man|woman)\b|"
    r"\b(?:ce candidat|cette candidate|cette personne)\b",
    FLAGS,
)
_OBJECT_IT = re.compile(rf"(?<!\w)(?!{_AUXILIARY}\b)(?!of\b)(\w+) it(?=\s*[?.!]?\s*$)")


@dataclass(frozen=True, slots=True)
class Context:
    """The question before, as it stands alone, and what was answered."""

    question: str
    answer: str

    @property
    def people(self) -> Sequence[str]:
        """Those whom the question was about, else those whom the answer names."""
        return people_of_question(self.question) or people_of_answer(self.answer)

    @property
    def person(self) -> str | None:
        """Whom a pronoun means; None where it might be several."""
        people = self.people
        return people[0] if len(people) == 1 else None


def resolve(question: str, context: Context) -> str:
    """The question with names for its pronouns; as it is where they are its own affair."""
    text = _of_several(question, context)
    if text == question:
        text = _of_one(question, context)
    return _things(text, context)


def _of_several(question: str, context: Context) -> str:
    """“Which of them”, “the second one”: somebody of those who were listed."""
    listed = people_of_answer(context.answer) or list(context.people)
    if _SET.search(question) or _WHICH_ONES.search(question):
        return _of_set(question, listed, context)
    ordinal = _ORDINAL.search(question)
    if ordinal is None or len(listed) < 2:
        return question
    place = _PLACES[(ordinal["en"] or ordinal["fr"]).lower()]
    if place >= len(listed):
        return question
    return question[: ordinal.start()] + listed[place] + question[ordinal.end() :]


def _of_set(question: str, listed: Sequence[str], context: Context) -> str:
    if not 2 <= len(listed) <= MOST_LISTED:
        return f"{context.question} {question}"
    ones = _WHICH_ONES.match(question)
    if ones:
        is_english = ones[0].lower().startswith("which")
        names = joined(listed, "en" if is_english else "fr")
        return (
            f"{ones[0].split()[0]} {'of' if is_english else 'de'} {names}{question[ones.end() :]}"
        )
    names = joined(listed, language(question))
    return _SET.sub(lambda found: f"{found['of'] or 'parmi '}{names}", question)


def _of_one(question: str, context: Context) -> str:
    is_plural = re.search(r"\b(?:they|them|their|ils|elles|eux|leurs?)\b", question, FLAGS)
    names = context.people if is_plural else context.people[:1]
    if not names or (context.person is None and not is_plural) or len(names) > MOST_LISTED:
        return question
    name = joined(names, language(question))
    for pattern, replace, is_own in _RULES:
        found = pattern.search(question)
        if found and not _is_answered_within(question, found, is_own=is_own):
            return question[: found.start()] + replace(found, name) + question[found.end() :]
    return question


def _is_answered_within(question: str, found: re.Match[str], *, is_own: bool) -> bool:
    """Whether somebody before the pronoun is meant, or nobody at all.

    One that is the subject of its clause (``is_own``) is not what “which …” before it asks for.
    """
    before = question[: found.start()]
    if _IMPERSONAL.search(question) or _SPANISH.search(question) or _NEXT_CLAUSE.search(before):
        return True
    if named(before) or _WHO.search(before) or len(question.split()) > MOST_WORDS:
        return True
    if _INVERTED.search(found.group()):
        return bool(_DETERMINER.search(before))
    return not is_own and bool(_WHICH.search(before))


def _things(question: str, context: Context) -> str:
    """“How long has she used it?”: the one thing that was asked about."""
    people = " ".join(people_of_question(context.question))
    things = [match.group() for match in named(context.question) if match.group() not in people]
    if len(things) != 1 or language(question) != "en":
        return question
    return _OBJECT_IT.sub(lambda found: f"{found[1]} {things[0]}", question)


def joined(names: Sequence[str], language: str) -> str:
    """Several names as one says them."""
    if len(names) == 1:
        return names[0]
    word = "et" if language == "fr" else "and"
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def of_name(name: str) -> str:
    """The French “de” before a name."""
    return f"d'{name}" if name[0] in "AEIOUÀÉÈ" else f"de {name}"


def _possessed(found: re.Match[str], name: str) -> str:
    """“ses langues”: “les langues de …”."""
    word, noun = found["fr"].lower(), found["noun"]
    article = {"son": "le ", "sa": "la ", "leur": "le "}.get(word, "les ")
    if article != "les " and noun[0].lower() in "aeiouyéèêàh":
        article = "l'"
    return f"{article}{noun} {of_name(name)}"


def _inverted(found: re.Match[str], name: str) -> str:
    verb = found[0] if found.start() else found[0][0].lower() + found[0][1:]
    return f"{name} {verb}"


def _kept(before: str, found: re.Match[str], name: str) -> str:
    return f"{before and found[before]}{name}"


Replace = Callable[[re.Match[str], str], str]
_RULES: tuple[tuple[re.Pattern[str], Replace, bool], ...] = (
    (_THIS_ONE, partial(_kept, ""), False),
    (
        re.compile(rf"(?P<aux>\b{_AUXILIARY}\s+)(?:he|she|they)\b", FLAGS),
        partial(_kept, "aux"),
        True,
    ),
    (re.compile(r"\b(?:his|her|their)(?=\s+(?!(?:in|at|or|and|to|for)\b)\w)", FLAGS),
     lambda _, name: f"{name}'s", False),
    (re.compile(r"\b(?:him|her|them|she|he|they)\b", FLAGS), partial(_kept, ""), False),
    (re.compile(r"\b(?P<qu>est-ce qu|qu)['’](?:il|elle)s?\b", FLAGS),
     lambda found, name: f"{found['qu']}e {name}", False),
    (re.compile(r"(?:\b[sl]['’])?\b(?:a|\w{2,})-(?:t-)?(?:il|elle)s?\b", FLAGS), _inverted, True),
    (re.compile(r"\b(?P<fr>son|sa|ses|leurs?)\s+(?P<noun>[^\W\d_][\w-]+)", FLAGS),
     _possessed, False),
    (re.compile(r"\bd(?:e |['’])(?:lui|elle|eux|elles)\b", FLAGS),
     lambda _, name: of_name(name), False),
    (re.compile(r"^(?P<et>et )?(?:il|elle|ils|elles)(?=\s)", FLAGS),
     lambda found, name: f"{found['et'] or ''}{name}", False),
)  # fmt: skip
