"""A letter for a job of nothing but what a profile says, in four languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folioscope.features.coaching.invented import skills_in
from folioscope.features.coaching.texts import Resume, entries_of, one_line, words
from folioscope.features.extractive.terms import terms

MOST_SKILLS = 6
MOST_POINTS = 3
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "greeting": "Dear hiring team,",
        "apply": "I am applying for the position of {title}.",
        "apply_at": "I am applying for the position of {title} at {company}.",
        "now": "I currently work as {position} at {name}.",
        "last": "I last worked as {position} at {name}.",
        "skills": "Of what you are looking for, I bring: {skills}.",
        "points": "From my work at {name}:",
        "studies": "My education: {studies}.",
        "languages": "Languages: {languages}.",
        "end": "I would be glad to tell you more in a conversation.",
        "bye": "Kind regards",
    },
    "fr": {
        "greeting": "Madame, Monsieur,",
        "apply": "Je vous adresse ma candidature au poste de {title}.",
        "apply_at": "Je vous adresse ma candidature au poste de {title} chez {company}.",
        "now": "J'occupe actuellement le poste de {position} chez {name}.",
        "last": "J'ai occupé en dernier lieu le poste de {position} chez {name}.",
        "skills": "Parmi ce que vous recherchez, j'apporte : {skills}.",
        "points": "De mon travail chez {name} :",
        "studies": "Ma formation : {studies}.",
        "languages": "Langues : {languages}.",
        "end": "Je me tiens à votre disposition pour un entretien.",
        "bye": "Cordialement",
    },
    "de": {
        "greeting": "Sehr geehrte Damen und Herren,",
        "apply": "hiermit bewerbe ich mich auf die Stelle: {title}.",
        "apply_at": "hiermit bewerbe ich mich auf die Stelle: {title} ({company}).",
        "now": "Derzeit arbeite ich bei {name}: {position}.",
        "last": "Zuletzt arbeitete ich bei {name}: {position}.",
        "skills": "Von dem, was Sie suchen, bringe ich mit: {skills}.",
        "points": "Aus meiner Arbeit bei {name}:",
        "studies": "Meine Ausbildung: {studies}.",
        "languages": "Sprachen: {languages}.",
        "end": "Über eine Einladung zum Gespräch freue ich mich.",
        "bye": "Mit freundlichen Grüßen",
    },
    "es": {
        "greeting": "Estimado equipo de selección:",
        "apply": "Les envío mi candidatura al puesto de {title}.",
        "apply_at": "Les envío mi candidatura al puesto de {title} en {company}.",
        "now": "Actualmente trabajo en {name} como {position}.",
        "last": "Mi último puesto fue {position} en {name}.",
        "skills": "De lo que buscan, aporto: {skills}.",
        "points": "De mi trabajo en {name}:",
        "studies": "Mi formación: {studies}.",
        "languages": "Idiomas: {languages}.",
        "end": "Me gustaría contarles más en una entrevista.",
        "bye": "Saludos cordiales",
    },
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or line of a letter, and the entries of the profile it rests on, by pointer."""

    text: str
    rests_on: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What a letter is for."""

    title: str
    company: str
    text: str


def letter(resume: Resume, job: Job, language: str) -> list[Sentence]:
    """The letter, one paragraph each."""
    told = _WORDS[language]
    return [sentence for sentence in _paragraphs(resume, job, told) if sentence.text]


def _paragraphs(resume: Resume, job: Job, told: Mapping[str, str]) -> Iterator[Sentence]:
    yield Sentence(told["greeting"])
    key = "apply_at" if job.company else "apply"
    yield Sentence(told[key].format(title=job.title, company=job.company))
    yield from _role(resume, told)
    yield from _skills(resume, job, told)
    yield from _points(resume, job, told)
    yield from _studies(resume, told)
    yield from _languages(resume, told)
    yield Sentence(told["end"])
    basics = resume.get("basics")
    name = one_line(words(basics.get("name"))) if isinstance(basics, Mapping) else ""
    yield Sentence(f"{told['bye']}\n{name}".strip(), ["/basics/name"] if name else [])


def _role(resume: Resume, told: Mapping[str, str]) -> Iterator[Sentence]:
    """What somebody does now, or did last."""
    for place, entry in _newest_first(entries_of(resume, "work")):
        role = {key: one_line(words(entry.get(key))) for key in ("position", "name")}
        if all(role.values()):
            key = "last" if words(entry.get("endDate")) else "now"
            yield Sentence(told[key].format(**role), [f"/work/{place}"])
            return


def _newest_first(entries: Sequence[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """Roles that go on first, then by their ends; each with its place."""
    numbered = list(enumerate(entries))
    return sorted(
        numbered,
        key=lambda one: (words(one[1].get("endDate")) or "9999", words(one[1].get("startDate"))),
        reverse=True,
    )


def _skills(resume: Resume, job: Job, told: Mapping[str, str]) -> Iterator[Sentence]:
    """The skills of the profile, in its own words, that the job names too."""
    asked = skills_in(job.text)
    spoken = set(terms(job.text))
    found: dict[str, str] = {}
    for place, entry in enumerate(entries_of(resume, "skills")):
        listed = entry.get("keywords")
        names = [words(one) for one in listed] if isinstance(listed, list) else []
        for name in (*names, words(entry.get("name"))):
            said = set(terms(name))
            if skills_in(name) & asked or (said and said <= spoken):
                found.setdefault(name, f"/skills/{place}")
    if found:
        names = list(found)[:MOST_SKILLS]
        pointers = list(dict.fromkeys(found[name] for name in names))
        yield Sentence(told["skills"].format(skills=", ".join(names)), pointers)


def _points(resume: Resume, job: Job, told: Mapping[str, str]) -> Iterator[Sentence]:
    """The points of one role that have most to do with the job, word for word."""
    wanted = set(terms(job.text))
    best: tuple[int, int, list[str], str] = (0, 0, [], "")
    for place, entry in enumerate(entries_of(resume, "work")):
        listed = entry.get("highlights")
        points = [one_line(words(one)) for one in listed] if isinstance(listed, list) else []
        ranked = sorted(points, key=lambda point: -len(wanted & set(terms(point))))
        worth = sum(len(wanted & set(terms(point))) for point in ranked[:MOST_POINTS])
        telling = [point for point in ranked[:MOST_POINTS] if wanted & set(terms(point))]
        if telling and (worth, -place) > best[:2]:
            best = (worth, -place, telling, one_line(words(entry.get("name"))))
    worth, place, telling, name = best
    if worth and name:
        lines = "\n".join(f"- {point}" for point in telling)
        yield Sentence(f"{told['points'].format(name=name)}\n{lines}", [f"/work/{-place}"])


def _studies(resume: Resume, told: Mapping[str, str]) -> Iterator[Sentence]:
    for place, entry in enumerate(entries_of(resume, "education")):
        keys = ("studyType", "area", "institution")
        studies = ", ".join(part for key in keys if (part := one_line(words(entry.get(key)))))
        if studies:
            yield Sentence(told["studies"].format(studies=studies), [f"/education/{place}"])
            return


def _languages(resume: Resume, told: Mapping[str, str]) -> Iterator[Sentence]:
    spoken: list[str] = []
    for entry in entries_of(resume, "languages"):
        name, level = words(entry.get("language")), words(entry.get("fluency"))
        if name:
            spoken.append(f"{name} ({level})" if level else name)
    if spoken:
        yield Sentence(told["languages"].format(languages=", ".join(spoken)), ["/languages"])
