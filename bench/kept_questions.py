"""Pairs of questions about invented people that ask the same, and such that only look like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from folioscope.features.samples.generate import generate

PEOPLE, FILLINGS, SEED = 60, 12, 7

# Wordings of one question each; what stands in braces is filled in.
WORDINGS = (
    ("Who knows {skill}?", "Which candidates know {skill}?", "List everyone with {skill} skills",
     "who has experience with {skill}", "Find candidates who are skilled in {skill}"),
    ("How many candidates know {skill}?", "What is the number of people who know {skill}?",
     "How many people have {skill} experience?", "count the candidates with {skill} skills"),
    ("Who has at least {n} years of {skill}?", "Which candidates have at least {n} years of "
     "experience in {skill}?", "List people with at least {n} years of {skill} experience"),
    ("Who has more than {n} years of experience?", "Which applicants have more than {n} years of "
     "experience?", "people with more than {n} years experience"),
    ("Where did {name} study?", "Which university did {name} attend?",
     "What university did {name} graduate from?", "where was {name} educated?"),
    ("Where does {name} live?", "Which city does {name} live in?", "Where is {name} based?",
     "In which city does {name} live?", "where is {name} located"),
    ("What languages does {name} speak?", "Which languages does {name} speak?",
     "Tell me what languages {name} speaks"),
    ("Who speaks {language}?", "Which candidates speak {language}?", "List the {language} speakers",
     "Find someone who speaks {language}"),
    ("Who speaks {language} and knows {skill}?", "Which candidates speak {language} and know "
     "{skill}?", "List people who speak {language} and have {skill} skills"),
    ("Who worked at {employer}?", "Which candidates worked at {employer}?",
     "Who has been employed by {employer}?", "List people who have worked for {employer}"),
    ("Who lives in {city}?", "Which candidates live in {city}?", "Who is based in {city}?",
     "List the people located in {city}"),
    ("Compare {name} and {other}", "Can you compare {name} with {other}?",
     "Give me a comparison of {name} and {other}"),
    ("What did {name} do at {employer}?", "What was done by {name} at {employer}?",
     "Please tell me what {name} did at {employer}."),
    ("Does {name} know {skill}?", "Has {name} any experience with {skill}?",
     "Is {name} skilled in {skill}?", "Does {name} have {skill} skills?"),
    ("Summarize the CV of {name}", "Give me a summary of {name}'s CV", "{name} CV summary"),
    ("What is the email address of {name}?", "What is {name}'s email address?",
     "email address of {name}"),
    ("Qui connaît {skill} ?", "Quels candidats connaissent {skill} ?", "Qui maîtrise {skill} ?",
     "Liste des candidats qui ont des compétences en {skill}"),
    ("Combien de candidats connaissent {skill} ?", "Combien de personnes maîtrisent {skill} ?",
     "Quel est le nombre de candidats qui connaissent {skill} ?"),
    ("Où {name} a-t-il étudié ?", "Dans quelle université {name} a-t-il étudié ?",
     "Dans quelle école {name} a-t-il fait ses études ?"),
    ("Qui parle {langue} ?", "Quels candidats parlent {langue} ?",
     "Quelles personnes parlent {langue} ?", "Liste des candidats qui parlent {langue}"),
    ("Qui a au moins {n} ans d'expérience en {skill} ?", "Quels candidats ont au moins {n} ans "
     "d'expérience en {skill} ?", "Liste des personnes avec au moins {n} ans de {skill}"),
    ("Qui habite à {city} ?", "Quels candidats habitent à {city} ?", "Qui vit à {city} ?"),
    ("Où habite {name} ?", "Dans quelle ville habite {name} ?", "{name} habite où ?"),
    ("Qui a travaillé chez {employer} ?", "Quels candidats ont travaillé chez {employer} ?",
     "Liste des personnes qui ont travaillé chez {employer}"),
)  # fmt: skip
# The same words but for one that turns the question into another.
TURNED = (
    ("Who knows {skill}?", "Who does not know {skill}?", "Who knows only {skill}?",
     "Who else knows {skill}?", "When did {name} learn {skill}?", "Who taught {skill}?"),
    ("Who has at least {n} years of {skill}?", "Who has less than {n} years of {skill}?",
     "Who has exactly {n} years of {skill}?", "Who has at least {n} months of {skill}?",
     "How many have at least {n} years of {skill}?"),
    ("Where did {name} study?", "When did {name} study?", "What did {name} study?",
     "Where did {name} work?", "Where does {name} live?", "Why did {name} study?"),
    ("Who speaks {language}?", "Who does not speak {language}?", "How many speak {language}?",
     "Who teaches {language}?", "Who is fluent in {language}?", "Who is learning {language}?",
     "Who speaks {language} or knows {skill}?",
     "Who speaks {language} without knowing {skill}?"),
    ("Who worked at {employer} before 2020?", "Who worked at {employer} after 2020?",
     "Who worked at {employer} in 2020?", "Who works at {employer}?", "Who left {employer}?"),
    ("What was the first job of {name}?", "What was the last job of {name}?",
     "What is the current job of {name}?", "What is the email of {name}?"),
    ("Who works at {employer}?", "Who worked at {employer}?", "Who wants to work at {employer}?",
     "Who was refused by {employer}?", "Who founded {employer}?", "Who works against {employer}?"),
    ("Where does {name} live?", "Where did {name} live?", "Where was {name} born?",
     "In which city did {name} study?", "Where does {name} work?", "Who lives with {name}?"),
    ("What is the job of {name}?", "What is the employer of {name}?",
     "What skills does {name} have?",
     "What experience does {name} have?", "What is the education of {name}?",
     "What did {name} study?", "What does {name} know?", "What work did {name} do?"),
    ("Who moved from {city} to Berlin?", "Who moved to {city} from Berlin?",
     "Who moved within {city}?", "Who is from {city}?", "Who was sent by {city}?"),
    ("Who knows {skill}?", "Who is an expert in {skill}?", "Who is certified in {skill}?",
     "Who used {skill} at {employer}?", "Who wants to learn {skill}?"),
    ("Did {name} manage {other}?", "Did {other} manage {name}?", "Did {name} meet {other}?"),
    ("Qui parle {langue} ?", "Qui ne parle pas {langue} ?", "Combien parlent {langue} ?",
     "Qui enseigne {langue} ?", "Qui parle {langue} ou connaît {skill} ?"),
    ("Qui a au moins {n} ans d'expérience ?", "Qui a moins de {n} ans d'expérience ?",
     "Qui a plus de {n} ans d'expérience ?", "Combien ont au moins {n} ans d'expérience ?"),
    ("Qui travaille chez {employer} ?", "Qui a travaillé chez {employer} ?",
     "Qui ne travaille plus chez {employer} ?", "Qui a quitté {employer} ?"),
    ("Où {name} a-t-il étudié ?", "Quand {name} a-t-il étudié ?", "Où {name} a-t-il travaillé ?",
     "Où habite {name} ?"),
)  # fmt: skip
NEAR = (
    ("Java", "JavaScript"), ("C", "C++"), ("C++", "C#"), ("SQL", "NoSQL"), ("AWS", "Azure"),
    ("React", "React Native"), ("Docker", "Kubernetes"), ("PostgreSQL", "MySQL"), ("R", "Rust"),
    ("machine learning", "deep learning"), ("Spring", "Spring Boot"), ("Excel", "Access"),
)  # fmt: skip
LANGUES = ("anglais", "allemand", "espagnol", "italien", "portugais", "arabe")
LANGUAGES = ("English", "German", "Spanish", "Italian", "Portuguese", "Arabic")


Filling = Mapping[str, str]
"""What the blanks are filled with."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, whether they ask the same, and to which half they belong."""

    one: str
    other: str
    same: bool
    held_back: bool


def all_pairs() -> list[Pair]:
    """Every pair once. Whole groups of wordings are of one half."""
    filled = fillings()
    found: list[Pair] = []
    for number, wordings in enumerate(WORDINGS):
        half = number % 2 == 1
        found += (Pair(*two, same=True, held_back=half) for two in _alike(wordings, filled))
        found += (Pair(*two, same=False, held_back=half) for two in _changed(wordings, filled))
    for number, turns in enumerate(TURNED):
        two_of_one = _alike(turns, filled)
        found += (Pair(*two, same=False, held_back=number % 2 == 1) for two in two_of_one)
    for start in (0, 1):
        firsts = [wordings[0].format(**filled[0]) for wordings in WORDINGS[start::2]]
        others = combinations(firsts, 2)
        found += (Pair(*two, same=False, held_back=bool(start)) for two in others)
    return list(dict.fromkeys(found))


def fillings() -> list[Filling]:
    """What invented people are called, know and did; neighbours differ in everything."""
    resumes = generate(PEOPLE, SEED)
    random = Random(SEED)
    return [
        {
            "name": resumes[index]["basics"]["name"],
            "other": resumes[-1 - index]["basics"]["name"],
            "skill": random.choice(random.choice(resumes[index]["skills"])["keywords"]),
            "city": resumes[index]["basics"]["location"]["city"],
            "employer": resumes[index]["work"][0]["name"],
            "language": LANGUAGES[index % len(LANGUAGES)],
            "langue": LANGUES[index % len(LANGUES)],
            "n": str(2 + index),
        }
        for index in range(FILLINGS)
    ]


def _alike(wordings: Sequence[str], filled: Sequence[Filling]) -> Iterator[tuple[str, str]]:
    """The wordings of one group with the same in their blanks."""
    for values in filled:
        yield from combinations([wording.format(**values) for wording in wordings], 2)


def _changed(wordings: Sequence[str], filled: Sequence[Filling]) -> Iterator[tuple[str, str]]:
    """The same wordings with something else in one blank."""
    for values, next_ones in zip(filled, [*filled[1:], filled[0]], strict=True):
        for name in sorted(values):
            if f"{{{name}}}" in wordings[0] and values[name] != next_ones[name]:
                changed = {**values, name: next_ones[name]}
                one = wordings[0].format(**values)
                yield from ((one, wording.format(**changed)) for wording in wordings)
    if "{skill}" in wordings[0]:
        for two in NEAR:
            one, other = (wordings[0].format(**{**filled[0], "skill": skill}) for skill in two)
            yield one, other
