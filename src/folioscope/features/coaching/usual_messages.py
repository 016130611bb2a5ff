"""What is asked where nobody puts it into words: how the two fit, a letter, a CV."""

from __future__ import annotations

from typing import Literal

from folioscope.features.knowledge.document_languages import language_of_pages

_QUESTIONS = {
    "en": "Which requirements of this job does my résumé meet, and what is missing?",
    "fr": "Quelles exigences de ce poste mon CV remplit-il, et que manque-t-il ?",
    "de": "Welche Anforderungen dieser Stelle erfüllt mein Lebenslauf, und was fehlt?",
    "es": "¿Qué requisitos de este puesto cumple mi CV y qué falta?",
}

DraftKind = Literal["letter", "cv"]
_DRAFTS = {
    "letter": {
        "en": "Write a cover letter for this job.",
        "fr": "Rédige une lettre de motivation pour ce poste.",
        "de": "Schreibe ein Anschreiben für diese Stelle.",
        "es": "Escribe una carta de presentación para este puesto.",
    },
    "cv": {
        "en": "Put my CV in order for this job.",
        "fr": "Adapte mon CV à ce poste.",
        "de": "Passe meinen Lebenslauf an diese Stelle an.",
        "es": "Adapta mi CV a este puesto.",
    },
}


def first_question(job: str) -> str:
    """The question; in English where the language of the job is another one."""
    return _QUESTIONS[language_of(job)]


def wanted_draft(kind: DraftKind, language: str) -> str:
    """The message that asks for a letter or a CV."""
    return _DRAFTS[kind][language]


def language_of(job: str) -> str:
    """The language that a job is answered in, of those that there are words for."""
    found = language_of_pages([job])
    return found if found in _QUESTIONS else "en"
