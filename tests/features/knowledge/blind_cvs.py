"""CVs, written for the tests, of people of whom a blind base must tell nothing."""

from __future__ import annotations

from pathlib import Path

from folioscope.backends.parsers.port import Limits, Parsed, Reading
from folioscope.backends.parsers.text import parse
from folioscope.features.knowledge.blind import Blinding, blinded
from folioscope.features.knowledge.blind_spans import MaskKind
from folioscope.features.knowledge.reading import looked_through

ENGLISH = """Margaret O'Connell-Ruiz
Senior Data Engineer

12 Harbour Street, Leeds LS1 4DY | +44 113 496 0123 | margaret.oconnell@example.org
linkedin.com/in/margaret-oconnell-ruiz
Date of birth: 14 March 1987
Nationality: Irish
Marital status: married, two children
She / her

Summary

Margaret has built data platforms for nine years. She led a team of 5 at Northwind, where her
colleagues called her the SQL whisperer. Ms O'Connell-Ruiz mentors juniors.

Work Experience

Senior Data Engineer, Northwind Trading, Leeds
March 2019 - present
Moved 40 pipelines from Oracle to PostgreSQL and Apache Kafka.
Spoke with the national press about open data; looked after 3 children of refugees as a volunteer.

Data Engineer, Contoso, London
June 2015 - February 2019
Built reports in Python for 15 years of sales.

Education

BSc Computer Science, University of Leeds
2012 - 2015

Skills

Python, SQL, PostgreSQL, Apache Kafka, Airflow

Languages

English (native), Spanish (B2)

References

Dr. Peter Haversham, Contoso, p.haversham@contoso.example
"""
FRENCH = """Élodie DE LA TOUR
Ingénieure logiciel

3 rue des Lilas, 69003 Lyon • 06 12 34 56 78 • elodie.delatour@exemple.fr
Née le 12 mars 1990 à Grenoble
34 ans, célibataire, nationalité française

Expérience professionnelle

Ingénieure logiciel, Acme, Lyon
janvier 2016 - aujourd'hui
Développe en Java depuis 8 ans. É. de la Tour a encadré 3 stagiaires.

Formation

Master Informatique, Université de Grenoble
2011 - 2013

Compétences

Java, Spring Boot, Docker, Kubernetes
"""
GERMAN = """Lebenslauf

Persönliche Daten
Name: Jürgen Weiß
Geburtsdatum: 01.05.1979
Geburtsort: Köln
Staatsangehörigkeit: deutsch
Familienstand: ledig
Anschrift: Hauptstraße 7, 50667 Köln
Telefon: 0221 / 987 65 43
E-Mail: j.weiss@beispiel.de

Berufserfahrung

Softwareentwickler, Beispiel GmbH, Köln
01/2010 - heute
Entwicklung in C++ und Python. Herr Weiß leitet das Team.

Ausbildung

Diplom Informatik, Universität Bonn
10/1999 - 09/2005

Kenntnisse

C++, Python, Linux

Sprachen

Deutsch (Muttersprache), Englisch
"""


def parsed(text: str, tmp_path: Path) -> Parsed:
    """A text file as it is read when it is handed in."""
    file = tmp_path / "file.txt"
    file.write_text(text, "utf-8")
    reading: Reading = looked_through(parse(file, Limits()))
    (document,) = reading.documents
    return document


def masked(
    text: str, tmp_path: Path, name: str = "file.txt", blinding: Blinding | None = None
) -> Parsed:
    """The same as a blind base keeps it."""
    document, left = blinded(parsed(text, tmp_path), blinding or Blinding(), name)
    assert left == ()
    return document


def kinds_of(document: Parsed) -> set[MaskKind | str]:
    """What was masked in a document."""
    return {mask.kind for mask in document.masks}
