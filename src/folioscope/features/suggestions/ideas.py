"""Questions worth asking: of a base, and after an answer. They come of facts, without a model.

Whatever is suggested can be answered: somebody is only asked for what the facts of the CV state,
and all are only asked for what several of them have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from folioscope.features.extractive.question import Language, language
from folioscope.features.extractive.terms import fold, terms
from folioscope.features.follow_ups.pronouns import of_name
from folioscope.features.follow_ups.same_question import normalised
from folioscope.features.knowledge.fact_keys import SKILLS
from folioscope.features.knowledge.fact_repository import Common, Facts, Stated
from folioscope.features.knowledge.facts import Fact, FactKind
from folioscope.features.knowledge.repository import Documents
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal

MOST_PEOPLE, MOST_VALUES, MOST_AFTER_ANSWER = 6, 12, 3
DOCUMENTS_READ = 100  # of a base, to learn in which language its documents are
LONGEST = 60  # letters of a value that reads well in a question
ABOUT_SOMEBODY: tuple[FactKind, ...] = ("person", "degree", "language", "role", "skill")

NO_SKILLS = frozenset({"github", "gitlab", "linkedin"})  # where somebody is found

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "degree": "Where did {person} study?",
        "title": "Which degree does {person} have?",
        "role": "What did {person} do at {organization}?",
        "count": "How many candidates speak {language}?",
        "skill": "Who knows {skill}?",
        "compare": "Compare {person} and {other}",
    },
    "fr": {
        "degree": "Quelle est la formation {of_person} ?",
        "language": "Quelles langues parle {person} ?",
        "role": "Qu'a fait {person} chez {organization} ?",
        "count": "Combien de candidats parlent {language} ?",
        "skill": "Qui connaît {skill} ?",
        "compare": "Compare {person} et {other}",
    },
}
# What is asked about somebody, and the kind of fact that answers it.
_ABOUT = {"degree": "degree", "role": "role", "language": "language", "title": "degree"}
# By the words of a question it is known what was asked already.
_ASKED_BY = {
    "degree": "study education formation etude",
    "title": "degree",
    "language": "language speak langue parle",
}
_NAMES = {
    "en": "English anglais", "fr": "French français", "de": "German allemand",
    "es": "Spanish espagnol", "it": "Italian italien", "pt": "Portuguese portugais",
    "nl": "Dutch néerlandais", "ar": "Arabic arabe", "zh": "Chinese chinois",
    "ja": "Japanese japonais", "ru": "Russian russe", "pl": "Polish polonais",
    "tr": "Turkish turc", "uk": "Ukrainian ukrainien", "el": "Greek grec",
    "vi": "Vietnamese vietnamien", "fa": "Persian persan",
}  # fmt: skip
"""Names of languages, in English and in French, by their codes."""


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody with the kinds of facts that can be asked for."""

    name: str
    kinds: frozenset[str]
    organization: str | None
    skills: tuple[str, ...]


async def suggested(
    session: Session, principal: Principal, base: KnowledgeBase, limit: int
) -> list[str]:
    """Questions for a base, in the language of its documents; none where no facts are known."""
    facts = Facts(session, principal)
    told = await _language_of(session, principal, base)
    names = await facts.names([base.id], "person", MOST_PEOPLE)
    of_people = await facts.matching([base.id], "person", [name.key for name in names])
    ids = list(dict.fromkeys(stated.document_id for stated in of_people))[:MOST_PEOPLE]
    people = _people(await facts.of(ids, ABOUT_SOMEBODY))
    skills = await facts.names([base.id], "skill", MOST_VALUES)
    languages = await facts.names([base.id], "language", MOST_VALUES)
    in_turn = (
        chain.from_iterable(_about(person, turn, told) for turn, person in enumerate(people)),
        _of_all("count", _languages(languages, told), told),
        _of_all("skill", _shared(skills), told),
        _compared(people, told),
    )
    mixed = (each for each in chain.from_iterable(zip_longest(*in_turn)) if each)
    return list(_different(mixed, ()))[:limit]


async def follow_ups(
    session: Session, principal: Principal, question: str, document_ids: Sequence[str]
) -> list[str]:
    """Up to three questions after an answer: of those whose CVs it cites, and of what they know."""
    told = language(question)
    ids = list(dict.fromkeys(document_ids))[:MOST_PEOPLE]
    facts = Facts(session, principal)
    people = _people(await facts.of(ids, ABOUT_SOMEBODY)) if ids else []
    if not people:
        return []
    asked = frozenset(terms(question))
    about = [each for person in people for each in _about(person, 0, told, asked)]
    skills = [skill for skill in people[0].skills if not asked & {*terms(skill)}]
    if len(people) > 1:
        ideas = [*_compared(people, told), *about[:1], *_of_all("skill", skills[:1], told), *about]
    else:
        ideas = [*about[:2], *_of_all("skill", skills[:1], told), *about]
    return list(_different(ideas, (question,)))[:MOST_AFTER_ANSWER]


async def _language_of(session: Session, principal: Principal, base: KnowledgeBase) -> Language:
    """French where most of the documents are; English otherwise, for want of others."""
    if base.language is not None:
        return "fr" if base.language == "fr" else "en"
    documents = await Documents(session, principal).list(base, DOCUMENTS_READ, "")
    told = [document.language for document in documents if document.state == "ready"]
    return "fr" if told.count("fr") > len(told) / 2 else "en"


def _people(stated: Iterable[Stated]) -> list[_Person]:
    """Those of whom the name is known, each once, in the order of their documents."""
    by_document: dict[str, list[Stated]] = {}
    for each in stated:
        by_document.setdefault(each.document_id, []).append(each)
    found = [_person(facts) for facts in by_document.values()]
    by_name: dict[tuple[str, ...], _Person] = {}
    for person in found:
        if person is not None:
            by_name.setdefault(tuple(sorted(fold(person.name).split())), person)
    return list(by_name.values())


def _person(stated: Sequence[Stated]) -> _Person | None:
    facts = [each.fact for each in stated]
    name = next((fact.value for fact in facts if fact.kind == "person"), None)
    if name is None or not _reads_well(name):
        return None
    kinds = {fact.kind for fact in facts if fact.kind != "degree" or _organization(fact.detail)}
    roles = (_organization(fact.detail) for fact in facts if fact.kind == "role")
    skills = [fact for fact in facts if fact.kind == "skill" and _is_skill(fact)]
    longest = sorted(skills, key=lambda skill: -(skill.months or 0))
    return _Person(
        name=_spelt(name),
        kinds=frozenset(kinds),
        organization=next((role for role in roles if role and _reads_well(role)), None),
        skills=tuple(skill.value for skill in longest),
    )


def _spelt(name: str) -> str:
    """A name that is in capitals as names are written: “JAN KÜSTER” is “Jan Küster”."""
    return name.title() if sum(map(str.islower, name)) * 4 < len(name) else name


def _is_skill(stated: Fact | Common) -> bool:
    return stated.key not in NO_SKILLS and _reads_well(stated.value)


def _shared(skills: Iterable[Common]) -> list[str]:
    """Skills of several people; those that are known to be some come first."""
    several = [each for each in skills if each.documents > 1 and _is_skill(each)]
    return [each.value for each in sorted(several, key=lambda each: each.key not in SKILLS)]


def _organization(detail: object) -> str | None:
    return detail.get("organization") if isinstance(detail, dict) else None


def _about(
    person: _Person, turn: int, told: Language, asked: frozenset[str] = frozenset()
) -> Iterator[str]:
    """What can be asked about somebody, beginning with something else at each turn."""
    kinds = [kind for kind in _ABOUT if kind in _WORDS[told]]
    for kind in (*kinds[turn % len(kinds) :], *kinds[: turn % len(kinds)]):
        is_known = _ABOUT[kind] in person.kinds and (kind != "role" or person.organization)
        if is_known and not asked & {*_ASKED_BY.get(kind, "").split()}:
            yield _WORDS[told][kind].format(
                person=person.name,
                of_person=of_name(person.name),
                organization=person.organization,
            )


def _of_all(kind: str, values: Iterable[str], told: Language) -> Iterator[str]:
    name = "language" if kind == "count" else kind
    for value in values:
        if _reads_well(value):
            yield _WORDS[told][kind].format(**{name: value})


def _compared(people: Sequence[_Person], told: Language) -> Iterator[str]:
    for one, other in zip(people[::2], people[1::2], strict=False):
        yield _WORDS[told]["compare"].format(person=one.name, other=other.name)


def _languages(known: Iterable[Common], told: Language) -> list[str]:
    """Names of the languages that several speak; the one that all write in comes last."""
    several = [each for each in known if each.documents > 1]
    several.sort(key=lambda each: each.key == told)
    place = 1 if told == "fr" else 0
    return [
        _NAMES[each.key].split()[place] if each.key in _NAMES else each.value for each in several
    ]


def _reads_well(value: str) -> bool:
    """Whether a value is a few plain words: facts are other people's text."""
    return (
        len(value) <= LONGEST
        and value == " ".join(value.split())
        and not any(letter in value for letter in '<>[]{}|?!"')
    )


def _different(questions: Iterable[str], asked: Iterable[str]) -> Iterator[str]:
    """Each once, and none that was just asked."""
    seen = {fold(normalised(question)) for question in asked}
    for question in questions:
        same = fold(normalised(question))
        if same not in seen:
            seen.add(same)
            yield question
