"""CVs as text, read for facts."""

from __future__ import annotations

from dataclasses import replace

from folioscope.backends.parsers.port import Page, Parsed
from folioscope.features.knowledge.fact_reading import facts_of
from folioscope.features.knowledge.facts import Fact, FactKind
from folioscope.features.sections.parts import parts_of

NOW = 2026 * 12 + 8
CV = """Marie Dubois
Data Engineer
Lyon, France | +33 6 39 98 00 01 | marie@example.org

EXPERIENCE

Data Engineer at Acme Corp
January 2020 – present
- Built pipelines with Spark and PostgreSQL on k8s
- Wrote services in Go, not in C

Software Developer at Initech Ltd
January 2018 – December 2019
- Maintained a Django shop on Postgres
- We go fast and excel at tests

EDUCATION

Master of Science in Computer Science, University of Lyon
2015 – 2017
Bachelor of Mathematics, University of Lyon
2012 – 2015

SKILLS

Databases: PostgreSQL, Redis
Tools: Docker, Kubernetes, C++, Java/Kotlin, CI/CD, Excel, Wound care

LANGUAGES

French: native
English – fluent (C1)
German: notions

CERTIFICATIONS

Certified Kubernetes Administrator (CKA), Linux Foundation, 2023
"""


def parsed(*texts: str) -> Parsed:
    """A CV of these pages, cut into its parts."""
    document = Parsed(tuple(Page(text, number) for number, text in enumerate(texts, start=1)))
    return replace(document, kind="resume", parts=parts_of(document))


def read(*texts: str) -> dict[FactKind, list[Fact]]:
    """The facts of a CV by their kind."""
    found: dict[FactKind, list[Fact]] = {}
    for fact in facts_of(parsed(*texts), NOW):
        found.setdefault(fact.kind, []).append(fact)
    return found
