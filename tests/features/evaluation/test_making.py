"""Questions about invented CVs: each is true of the CVs it names, and of no others."""

from __future__ import annotations

from fnmatch import fnmatchcase

from folioscope.features.evaluation.making import ABOUT_ALL, ABOUT_ONE, make_questions
from folioscope.features.samples.export import stem_of
from folioscope.features.samples.generate import LANGUAGES, as_json, generate

COUNT, SEED = 24, 11


FORMS = [
    form
    for kinds in (ABOUT_ONE, ABOUT_ALL)
    for forms in kinds.values()
    for form, _ in forms.values()
]


def subject(question: str) -> str:
    """Whom or what a question is about."""
    for form in FORMS:
        before, _, after = form.partition("{}")
        if question.startswith(before) and question.endswith(after):
            return question[len(before) : -len(after)]
    raise AssertionError(question)


def cvs() -> dict[str, str]:
    people = generate(COUNT, SEED, LANGUAGES)
    return {f"{stem_of(index, person)}.pdf": as_json(person) for index, person in enumerate(people)}


def test_phrases_stand_in_the_documents_that_are_expected() -> None:
    held = cvs()
    for record in make_questions(COUNT, SEED, LANGUAGES):
        for pattern in record.get("documents", []):
            (name,) = [name for name in held if fnmatchcase(name, pattern)]
            for phrase in record.get("phrases", []):
                assert phrase in held[name], record


def test_what_is_not_there_is_in_no_cv() -> None:
    told = " ".join(cvs().values()).casefold()
    absent = [one for one in make_questions(COUNT, SEED, LANGUAGES) if one.get("not_there")]
    assert len(absent) > 20
    for record in absent:
        assert subject(record["question"]).casefold() not in told, record


def test_the_same_numbers_give_the_same_questions_with_ids_of_their_own() -> None:
    first, second = (list(make_questions(COUNT, SEED, LANGUAGES)) for _ in range(2))
    assert first == second
    assert len({record["id"] for record in first}) == len(first)
