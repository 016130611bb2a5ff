"""Conversations and what a question in them asks, spelled out: half to tune by, half held back.

The expected text is what the question says when it stands alone; ``None`` is “as it was asked”.
"""

from __future__ import annotations

from typing import NamedTuple

from folioscope.backends.llms.port import ChatMessage


class Case(NamedTuple):
    """A question in a conversation, and how it reads alone."""

    talk: str
    question: str
    alone: str | None = None


def _said(*turns: str) -> tuple[ChatMessage, ...]:
    return tuple(
        ChatMessage("assistant" if place % 2 else "user", turn) for place, turn in enumerate(turns)
    )


TALKS = {
    "none": (),
    "ada": _said("What did Ada Byron do with Kubernetes?", "She ran it in production [1]."),
    "java": _said("Who knows Java?", "**Grace Hopper (grace.pdf)**:\n- Java since 2015 [1]"),
    "three": _said(
        "Who knows Kubernetes?",
        "**Ada Byron (ada.pdf)**:\n- Ran Kubernetes [1]\n\n**Grace Hopper (grace.pdf)**:\n"
        "- Kubernetes in production [2]\n\n**Alan Turing (alan.pdf)**:\n- Helm, Kubernetes [3]",
    ),
    "spoken": _said("Who speaks French?", "Ada Byron speaks French [1]."),
    "studied": _said("Where did Ada Byron study?", "At the University of London [1]."),
    "has java": _said("Does Ada Byron know Java?", "Yes, since 2015 [1]."),
    "years": _said("Who has at least 5 years of Java?", "Grace Hopper [1] and Alan Turing [2]."),
    "in paris": _said("How many candidates live in Paris?", "12 of 240."),
    "learning": _said("who has experience with machine learning?", "Nobody."),
    "nothing": _said("Who has walked on the moon?", "Not found in these documents."),
    "hello": _said("hello", "Hello! Ask me about your documents."),
    "chain": _said(
        "Who knows Java?", "Grace Hopper [1].", "and Python?", "Alan Turing knows Python [1]."
    ),
    "report": _said("What was the revenue of Contoso in 2023?", "12 million dollars [1]."),
    "marie": _said("Que sait-on de Marie Dupont ?", "Marie Dupont est infirmière [1]."),
    "qui java": _said("Qui connaît Java ?", "Paul Martin connaît Java [1]."),
    "trois": _said(
        "Qui parle allemand ?",
        "- Marie Dupont : allemand courant [1]\n- Paul Martin : allemand [2]\n"
        "- Anne Petit : notions d'allemand [3]",
    ),
    "etudes": _said("Où Marie Dupont a-t-elle étudié ?", "À l'université de Nantes [1]."),
    "ans": _said("Qui a au moins 5 ans d'expérience en Java ?", "Paul Martin [1]."),
    "paris": _said("Combien de candidats habitent à Paris ?", "12 sur 240."),
    "hugo": _said("Quels diplômes a Hugo Bernard ?", "Un master d'informatique [1]."),
    "max": _said("Was kann Max Weber?", "Er kann Java [1]."),
    "lucia": _said("¿Qué sabe Lucía Pérez?", "Sabe Java [1]."),
}

TUNED = (
    # alone as they are
    Case("none", "Who knows Java?"),
    Case("none", "and Python?"),
    Case("none", "Where did she study?"),
    Case("ada", "Who speaks French?"),
    Case("ada", "Which candidates list their hobbies?"),
    Case("ada", "Where did Grace Hopper study and when did she graduate?"),
    Case("three", "Who works in IT?"),
    Case("three", "Is it possible to export a list?"),
    Case("java", "And who speaks German?"),
    Case("java", "Kubernetes?"),
    Case("java", "How long does it take to learn Java?"),
    Case("three", "Compare Ada Byron and Grace Hopper."),
    Case("studied", "What did people do before they joined Acme?"),
    Case("ada", "Which nurses have their own practice?"),
    Case("nothing", "Where did she study?"),
    Case("report", "How did the company finance its acquisitions in 2022?"),
    Case("three", "Everyone who mentions his or her degree"),
    Case("marie", "Qui connaît Python ?"),
    Case("marie", "Y a-t-il un infirmier à Lyon ?"),
    Case("marie", "Quels candidats citent leurs loisirs ?"),
    Case("trois", "Combien de candidats y a-t-il ?"),
    Case("qui java", "Faut-il un diplôme pour ce poste ?"),
    Case("qui java", "Et qui parle allemand ?"),
    Case("none", "Et à Lyon ?"),
    Case("none", "Où a-t-elle étudié ?"),
    Case("etudes", "Où Paul Martin a-t-il étudié ?"),
    Case("trois", "Quels sont les candidats qui ont changé de métier dans leur carrière ?"),
    # pronouns
    Case("ada", "Where did she study?", "Where did Ada Byron study?"),
    Case("ada", "What is her degree?", "What is Ada Byron's degree?"),
    Case("ada", "Tell me about her.", "Tell me about Ada Byron."),
    Case("java", "Does she speak French?", "Does Grace Hopper speak French?"),
    Case("studied", "And when did she graduate?", "And when did Ada Byron graduate?"),
    Case("ada", "Which languages do they speak?", "Which languages do Ada Byron speak?"),
    Case(
        "three",
        "Which of them speak French?",
        "Which of Ada Byron, Grace Hopper and Alan Turing speak French?",
    ),
    Case("three", "Where did the second one study?", "Where did Grace Hopper study?"),
    Case("three", "Where did she study?"),
    Case("chain", "Where does he live?", "Where does Alan Turing live?"),
    Case("marie", "Où a-t-elle étudié ?", "Où Marie Dupont a-t-elle étudié ?"),
    Case("marie", "Quelles sont ses langues ?", "Quelles sont les langues de Marie Dupont ?"),
    Case("marie", "Est-ce qu'elle parle anglais ?", "Est-ce que Marie Dupont parle anglais ?"),
    Case("qui java", "Parle-t-il allemand ?", "Paul Martin parle-t-il allemand ?"),
    Case("hugo", "Quel âge a-t-il ?", "Quel âge Hugo Bernard a-t-il ?"),
    Case("hugo", "Quelle est son adresse ?", "Quelle est l'adresse de Hugo Bernard ?"),
    Case("trois", "Où le premier a-t-il étudié ?", "Où Marie Dupont a-t-il étudié ?"),
    # what is left out
    Case("java", "and Python?", "Who knows Python?"),
    Case("java", "What about Python?", "Who knows Python?"),
    Case("chain", "and Rust?", "Who knows Rust?"),
    Case("spoken", "and German?", "Who speaks German?"),
    Case("studied", "What about Grace Hopper?", "Where did Grace Hopper study?"),
    Case("studied", "and Grace?", "Where did Grace study?"),
    Case("has java", "and Python?", "Does Ada Byron know Python?"),
    Case("has java", "and Grace Hopper?", "Does Grace Hopper know Java?"),
    Case("years", "and 10 years?", "Who has at least 10 years of Java?"),
    Case("in paris", "and in Lyon?", "How many candidates live in Lyon?"),
    Case("java", "in Lyon?", "Who knows Java in Lyon?"),
    Case("learning", "and data engineering?", "who has experience with data engineering?"),
    Case("ada", "And her languages?", "What are Ada Byron's languages?"),
    Case("studied", "since when?", "Where did Ada Byron study, and since when?"),
    Case("java", "Who else?", "Who else knows Java?"),
    Case("java", "and speaks French?", "Who knows Java and speaks French?"),
    Case("qui java", "et Python ?", "Qui connaît Python ?"),
    Case("paris", "et à Lyon ?", "Combien de candidats habitent à Lyon ?"),
    Case("etudes", "et Paul Martin ?", "Où Paul Martin a-t-elle étudié ?"),
    Case("ans", "et 10 ans ?", "Qui a au moins 10 ans d'expérience en Java ?"),
    Case("marie", "et ses langues ?", "Quelles sont les langues de Marie Dupont ?"),
    Case("trois", "et anglais ?", "Qui parle anglais ?"),
    Case("qui java", "Qui d'autre ?", "Qui d'autre connaît Java ?"),
    Case("max", "Und seine Sprachen?", "Was sind die Sprachen von Max Weber?"),
    Case("lucia", "¿y sus idiomas?", "¿Cuáles son los idiomas de Lucía Pérez?"),
)

HELD_BACK = (
    # alone as they are
    Case("none", "What about Grace Hopper?"),
    Case("none", "Quelles sont ses langues ?"),
    Case("none", "since when?"),
    Case("ada", "How many candidates know Python?"),
    Case("ada", "List everyone with a degree in law"),
    Case("three", "Who manages a team and what do they earn?"),
    Case("three", "What is the weather like? Is it cold?"),
    Case("java", "Which developers know Java and have shipped it to production?"),
    Case("java", "What time is it?"),
    Case("years", "Who has her own company?"),
    Case("ada", "Does Alan Turing mention his hobbies?"),
    Case("report", "What was the revenue of Fabrikam in 2023?"),
    Case("studied", "Which university did most candidates attend?"),
    Case("chain", "nurse with night shifts"),
    Case("has java", "Is Grace Hopper fluent in German?"),
    Case("three", "Who left their job in 2020?"),
    Case("spoken", "and what is the average age of all candidates?"),
    Case("hello", "and Python?"),
    Case("marie", "Combien de candidats parlent anglais ?"),
    Case("trois", "Il y a combien de documents ?"),
    Case("qui java", "Est-il possible de trier la liste ?"),
    Case("hugo", "Que dit le dossier de Marie Dupont sur son diplôme ?"),
    Case("etudes", "Quelle heure est-il ?"),
    Case("paris", "Qui cherche un poste à Nantes ?"),
    Case("marie", "infirmier de nuit"),
    Case("ans", "Quelles entreprises publient leurs comptes ?"),
    # pronouns
    Case("ada", "Has she ever managed a team?", "Has Ada Byron ever managed a team?"),
    Case("ada", "What are his hobbies?", "What are Ada Byron's hobbies?"),
    Case("java", "Where does she live?", "Where does Grace Hopper live?"),
    Case("spoken", "What did she do at Acme?", "What did Ada Byron do at Acme?"),
    Case("studied", "How can I reach her?", "How can I reach Ada Byron?"),
    Case("has java", "How long has she used it?", "How long has Ada Byron used Java?"),
    Case(
        "three",
        "Do any of them have a degree?",
        "Do any of Ada Byron, Grace Hopper and Alan Turing have a degree?",
    ),
    Case("three", "Tell me more about the first one", "Tell me more about Ada Byron"),
    Case("three", "What does the last one do?", "What does Alan Turing do?"),
    Case("chain", "What are his skills?", "What are Alan Turing's skills?"),
    Case("ada", "Does this candidate speak German?", "Does Ada Byron speak German?"),
    Case("marie", "Parle-t-elle espagnol ?", "Marie Dupont parle-t-elle espagnol ?"),
    Case("marie", "Elle habite où ?", "Marie Dupont habite où ?"),
    Case("hugo", "Quelle est sa formation ?", "Quelle est la formation de Hugo Bernard ?"),
    Case("hugo", "Est-ce qu'il a le permis ?", "Est-ce que Hugo Bernard a le permis ?"),
    Case(
        "qui java",
        "Depuis quand travaille-t-il ?",
        "Depuis quand Paul Martin travaille-t-il ?",
    ),
    Case("qui java", "Que sait-on de lui ?", "Que sait-on de Paul Martin ?"),
    Case("etudes", "Quels sont ses diplômes ?", "Quels sont les diplômes de Marie Dupont ?"),
    Case("trois", "Où habite la deuxième ?", "Où habite Paul Martin ?"),
    Case(
        "trois",
        "Lesquels habitent à Lyon ?",
        "Lesquels de Marie Dupont, Paul Martin et Anne Petit habitent à Lyon ?",
    ),
    # what is left out
    Case("java", "And C++?", "Who knows C++?"),
    Case("java", "how about Go?", "Who knows Go?"),
    Case("spoken", "what about Spanish?", "Who speaks Spanish?"),
    Case("studied", "And Alan Turing?", "Where did Alan Turing study?"),
    Case("years", "and 3?", "Who has at least 3 years of Java?"),
    Case("years", "and Python?", "Who has at least 5 years of Python?"),
    Case("in paris", "what about Berlin?", "How many candidates live in Berlin?"),
    Case("in paris", "and in New York?", "How many candidates live in New York?"),
    Case("report", "and in 2022?", "What was the revenue of Contoso in 2022?"),
    Case("report", "and Fabrikam?", "What was the revenue of Fabrikam in 2023?"),
    Case("learning", "what about statistics?", "who has experience with statistics?"),
    Case("spoken", "Anyone else?", "Who else speaks French?"),
    Case("ada", "what about her education?", "What is Ada Byron's education?"),
    Case("three", "and lives in Lyon?", "Who knows Kubernetes and lives in Lyon?"),
    Case("studied", "when?", "Where did Ada Byron study, and when?"),
    Case("qui java", "Et Kubernetes ?", "Qui connaît Kubernetes ?"),
    Case("trois", "et l'espagnol ?", "Qui parle espagnol ?"),
    Case("ans", "et Python ?", "Qui a au moins 5 ans d'expérience en Python ?"),
    Case("ans", "et 3 ans ?", "Qui a au moins 3 ans d'expérience en Java ?"),
    Case("paris", "à Nantes ?", "Combien de candidats habitent à Nantes ?"),
    Case("hugo", "et Marie Dupont ?", "Quels diplômes a Marie Dupont ?"),
    Case("marie", "et son adresse ?", "Quelle est l'adresse de Marie Dupont ?"),
    Case("etudes", "depuis quand ?", "Où Marie Dupont a-t-elle étudié, et depuis quand ?"),
    Case("qui java", "et parle anglais ?", "Qui connaît Java et parle anglais ?"),
    Case("qui java", "qu'en est-il de Python ?", "Qui connaît Python ?"),
)
