"""A set of questions about invented CVs, whose truth is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from folioscope.features.samples.export import stem_of
from folioscope.features.samples.generate import Resume, generate

OF_A_KIND = 12  # questions, in each language
MOST_HOLDERS = 8  # people whom a question about a fact is about
ELSEWHERE = 1_000_003  # added to the seed, for people who are in none of the CVs

# About one person: what is asked, and where in the CV the answer stands.
ABOUT_ONE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "school": ("Where did {} study?", "education.institution"),
        "employer": ("Which employers has {} worked for?", "work.name"),
        "language": ("Which languages does {} speak?", "languages.language"),
        "email": ("What is the email address of {}?", "basics.email"),
    },
    "fr": {
        "school": ("Où {} a-t-il étudié ?", "education.institution"),
        "employer": ("Pour quels employeurs {} a-t-il travaillé ?", "work.name"),
        "language": ("Quelles langues {} parle-t-il ?", "languages.language"),
        "email": ("Quelle est l'adresse e-mail de {} ?", "basics.email"),
    },
}
ABOUT_ALL: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "worked-at": ("Who has worked at {}?", "work.name"),
        "studied-at": ("Who studied at {}?", "education.institution"),
        "knows": ("Who knows {}?", "skills.keywords"),
        "certified": ("Who holds the certificate {}?", "certificates.name"),
    },
    "fr": {
        "worked-at": ("Qui a travaillé chez {} ?", "work.name"),
        "studied-at": ("Qui a étudié à {} ?", "education.institution"),
        "knows": ("Qui maîtrise {} ?", "skills.keywords"),
        "certified": ("Qui a le certificat {} ?", "certificates.name"),
    },
}


class _Cv(NamedTuple):
    """A CV with the pattern of its files."""

    files: str
    resume: Resume

    @property
    def name(self) -> str:
        name: str = self.resume["basics"]["name"]
        return name

    @property
    def language(self) -> str:
        language: str = self.resume["meta"]["language"]
        return language


def make_questions(count: int, seed: int, languages: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Questions over the CVs that ``samples generate`` writes for the same numbers.

    About a quarter of them have no answer there: they are about people, schools, employers that
    only other CVs have.
    """
    cvs = [
        _Cv(f"{stem_of(index, resume)}.*", resume)
        for index, resume in enumerate(generate(count, seed, languages))
    ]
    others = [_Cv("", resume) for resume in generate(count, seed + ELSEWHERE, languages)]
    random = Random(f"{seed}:questions")
    for language in languages:
        yield from _about_one(cvs, others, language, random)
        yield from _about_all(cvs, others, language, random)


def _about_one(
    cvs: Sequence[_Cv], others: Sequence[_Cv], language: str, random: Random
) -> Iterator[dict[str, Any]]:
    own = [cv for cv in cvs if cv.language == language]
    names = {cv.name for cv in cvs}
    strangers = [cv for cv in others if cv.language == language and cv.name not in names]
    for kind, (asked, place) in ABOUT_ONE[language].items():
        for number, cv in enumerate(random.sample(own, min(OF_A_KIND, len(own)))):
            values = _values(cv.resume, place)
            if values:
                told = {"documents": [cv.files], "phrases": values}
                yield _record(f"{language}-{kind}-{number}", asked.format(cv.name), **told)
        for number, cv in enumerate(random.sample(strangers, min(OF_A_KIND // 3, len(strangers)))):
            id_ = f"{language}-no-{kind}-{number}"
            yield _record(id_, asked.format(cv.name), not_there=True)


def _about_all(
    cvs: Sequence[_Cv], others: Sequence[_Cv], language: str, random: Random
) -> Iterator[dict[str, Any]]:
    told = " ".join(str(cv.resume) for cv in cvs).casefold()
    for kind, (asked, place) in ABOUT_ALL[language].items():
        holders = _holders(cvs, place, language)
        few = sorted(value for value, files in holders.items() if len(files) <= MOST_HOLDERS)
        for number, value in enumerate(random.sample(few, min(OF_A_KIND, len(few)))):
            id_ = f"{language}-{kind}-{number}"
            yield _record(id_, asked.format(value), documents=holders[value])
        absent = sorted(
            value for value in _holders(others, place, language) if value.casefold() not in told
        )
        for number, value in enumerate(random.sample(absent, min(OF_A_KIND // 3, len(absent)))):
            id_ = f"{language}-no-{kind}-{number}"
            yield _record(id_, asked.format(value), not_there=True)


def _holders(cvs: Sequence[_Cv], place: str, language: str) -> dict[str, list[str]]:
    """The files of everybody who has a value, for the values of CVs in one language."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    wanted = {value for cv in cvs if cv.language == language for value in _values(cv.resume, place)}
    for cv in cvs:
        for value in _values(cv.resume, place):
            if value in wanted:
                holders[value].append(cv.files)
    return holders


def _values(resume: Resume, place: str) -> list[str]:
    """What stands at a place such as ``work.name``, each once."""
    part, _, field = place.partition(".")
    held = resume.get(part, [])
    entries = [held] if isinstance(held, dict) else held
    found = [entry.get(field) for entry in entries]
    flat = [one for value in found for one in (value if isinstance(value, list) else [value])]
    return list(dict.fromkeys(value for value in flat if value))


def _record(id_: str, question: str, **told: Any) -> dict[str, Any]:
    return {"id": id_, "question": question, **told}
