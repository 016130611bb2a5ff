"""Invented CVs as plain text, one in each language, and documents that are none."""

from __future__ import annotations

from folioscope.backends.parsers.port import Line, Page, Parsed

ENGLISH = """\
Jane Doe
Baker
jane@example.org

Work history
Acme Ltd, London
Baker
Mar 2019 – Present
* Sourdough for six restaurants

Crumb & Co, Leeds
Apprentice Baker
2016 - 2019
* Cakes

Education
City College, Diploma in Baking, 2016

Skills
Sourdough, laminated dough
"""
FRENCH = """\
Paul Martin

Parcours professionnel
Depuis 2020 : Chargé de clientèle, Banque du Rhône, Lyon
Accueil des clients.
2015 à 2019 : Vendeur, Maison Lumière, Dijon
Conseil en magasin.

Diplômes et formations
2013 à 2015 : BTS Commerce, Lycée Carnot

Langues
Français, anglais

Centres d'intérêt
Aviron
"""
GERMAN = """\
Anna Schmidt
Softwareentwicklerin
anna.schmidt@example.org | +49 151 2345678

Profil
Entwicklerin mit acht Jahren Erfahrung in Java und Kubernetes, die gerne Teams aufbaut.

Berufserfahrung
03/2019 – heute
Senior Softwareentwicklerin, Nordlicht Software GmbH, Hamburg
- Leitung eines Teams von fünf Personen

06/2015 – 02/2019
Softwareentwicklerin, Elbwerk AG
- Pflege einer Buchhaltung

Ausbildung
2010 – 2015
Master of Science Informatik, Universität Bremen

EDV-Kenntnisse
Java, Kubernetes, PostgreSQL

Sprachkenntnisse
Deutsch (Muttersprache), Englisch (C1)
"""
SPANISH = """\
MARÍA LÓPEZ
Contable

DATOS PERSONALES
Teléfono: 600 123 456

EXPERIENCIA LABORAL
Contable - Banco Mediterráneo (enero de 2018 - actualidad)
Cierre mensual y auditoría.
Auxiliar administrativa - Grupo Sol S.L. (2014 - 2017)
Facturación y archivo.

FORMACIÓN ACADÉMICA
Licenciatura en Economía, Universidad de Valencia, 2009 - 2014

IDIOMAS
Español nativo, inglés B2
"""
ITALIAN = """\
Giulia Rossi

Esperienze lavorative
Gennaio 2020 – oggi
Trattoria da Nino, Bologna
Cuoca
• Cucina emiliana

Istruzione e formazione
2012 – 2017
Istituto alberghiero di Bologna
Diploma di maturità

Competenze
Pasta fresca

Lingue
Italiano, inglese
"""
PORTUGUESE = """\
João Silva

Experiência profissional
Engenheiro civil, Construções Tejo Lda (mar. 2016 – atualmente)
Gestão de obras.

Formação acadêmica
Mestrado em Engenharia Civil, Universidade do Porto (2010 – 2015)

Idiomas
Português, inglês

Habilidades
AutoCAD
"""
CVS = {
    "en": ENGLISH,
    "fr": FRENCH,
    "de": GERMAN,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
}

OFFER = """\
Baker wanted

About us
Acme bakes bread since 1990.

Responsibilities
- Baking

Requirements
- Two years at an oven

Experience
At least two years, from 2019 to 2021 or later.

Education
A diploma.

Skills
Sourdough

Benefits
Bread
"""
PAPER = """\
On the rise of dough

Abstract
We let dough rise.

Introduction
Dough rises.

Experience
From 2015 to 2018 we observed dough.

Results
It rose.

References
Baker, J. 2016.
"""


def document(*texts: str) -> Parsed:
    """A document without layout."""
    return Parsed(tuple(Page(text, number) for number, text in enumerate(texts, start=1)))


def laid_out(*rows: tuple[str, float, float, float]) -> Page:
    """A page of lines given as text, left, top and size of type."""
    text, lines = "", []
    for words, left, top, size in rows:
        start = len(text)
        box = (left, top, left + size * len(words) / 2, top + size)
        lines.append(Line(start, start + len(words), box, size))
        text += f"{words}\n"
    return Page(text.rstrip("\n"), 1, 595, 842, tuple(lines))
