"""What lines say as headings of a CV."""

from __future__ import annotations

import pytest

from folioscope.features.sections.headings import SECTIONS, heading_of, is_foreign

MEANT = {
    "summary": "Summary; PROFILE; About me; Career Objective; Profil; Zusammenfassung; Sobre mí; "
    "Profilo; Resumo profissional; P RO F I L",
    "experience": "Experience; Professional Experience; WORK EXPERIENCE:; Work history; "
    "2. Employment History; Experience (continued); Parcours professionnel; Berufserfahrung; "
    "Beruflicher Werdegang; Experiencia laboral; Esperienze lavorative; "
    "Experiência profissional; ## Experience; E X P É R I EN C E P RO F E SS IONN E L L E",
    "education": "Education; Education and Training; Academic Background; Formation; "
    "Diplômes et formations; Ausbildung; Formación académica; Istruzione e formazione; "
    "Formação acadêmica; Education / Formation",
    "skills": "Skills; Key skills; Technical Skills; Core Qualifications; COMPÉTENCES TECHNIQUES; "
    "EDV-Kenntnisse; Conocimientos informáticos; Competenze; Habilidades; Skills & Awards",
    "languages": "Languages; Langues; Sprachkenntnisse; Idiomas; Lingue straniere; Línguas; "
    "Sprachen & EDV",
    "projects": "Projects; Selected Projects; Projets; Projekte; Proyectos; Progetti; Projetos",
    "certificates": "Certificates; Licenses and Certifications; Certifications; Zertifikate; "
    "Certificaciones; Certificazioni; Certificações",
    "publications": "Publications; Selected Publications; Veröffentlichungen; Publicaciones",
    "awards": "Awards; Honors & Awards; Accomplishments; Auszeichnungen; Premios; Prêmios",
    "volunteering": "Volunteering; Volunteer Experience; Bénévolat; Ehrenamt; Volontariato",
    "interests": "Interests; Hobbies; Centres d'intérêt; CENTRES D ' INTÉRÊT; "
    "Interessen; Aficiones",
    "references": "References; Références; Referenzen; Referencias; Referências",
    "contact": "Contact; Personal Information; Coordonnées; Persönliche Daten; Datos personales; "
    "Dati personali; Dados pessoais",
}
LINES = [(name, line.strip()) for name, lines in MEANT.items() for line in lines.split(";")]


def test_every_section_has_names() -> None:
    assert set(MEANT) == set(SECTIONS)


@pytest.mark.parametrize(("section", "line"), LINES)
def test_a_heading_names_its_section(section: str, line: str) -> None:
    heading = heading_of(line)
    assert heading is not None
    assert heading.section == section


@pytest.mark.parametrize("line", ["Additional Information", "Affiliations", "Sonstiges", "Altro"])
def test_some_headings_open_what_has_no_name(line: str) -> None:
    heading = heading_of(line)
    assert heading is not None
    assert heading.section is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        " • ",
        "Work",
        "Management",
        "Project management",
        "Customer service",
        "Time management",
        "Experience with Kubernetes and other tools of that kind",
        "I have experience",
        "Education is what remains",
        "Welcome",
        "x" * 500,
        "E X A M P L E",
    ],
)
def test_other_lines_are_no_headings(line: str) -> None:
    assert heading_of(line) is None


def test_headings_of_offers_and_papers_are_told_apart() -> None:
    assert all(map(is_foreign, ("Responsibilities", "WHAT WE OFFER", "Abstract:", "Ihre Aufgaben")))
    assert not any(map(is_foreign, ("Experience", "Skills", "A line of text", "")))
