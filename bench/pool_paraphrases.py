"""Questions over the pool as people put them, which no template makes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pool_truth import (
    LEVELS,
    Asked,
    Pool,
    Test,
    both,
    graduated,
    has,
    held,
    knows,
    lives,
    lives_in,
    not_,
    speaks,
)

from folioscope.features.samples.generate import Resume


def paraphrases(people: Sequence[Resume], today: date) -> list[Asked]:
    """Each with its right answer."""
    pool = Pool(people, today)

    def years(least: int) -> Test:
        return lambda one: pool.experience(one) >= 12 * least

    asked: list[tuple[str, Test]] = [
        ("Can you list everyone who has worked with Kafka?", knows("Kafka")),
        ("Do we have anyone who speaks Japanese?", speaks("ja")),
        ("I'm looking for candidates with Terraform experience", knows("Terraform")),
        ("Give me all the German speakers please", speaks("de")),
        ("show me people based in Toronto", lives("Toronto")),
        ("Are there any candidates from Ireland?", lives_in("IE")),
        ("how many of the candidates hold a PhD", graduated("doctorate")),
        (
            "Which of our people have experience in Rust and live in Canada?",
            both(knows("Rust"), lives_in("CA")),
        ),
        ("Whose CV mentions HACCP?", knows("HACCP")),
        ("Find candidates skilled in Figma who speak Spanish", both(knows("Figma"), speaks("es"))),
        ("Number of candidates with 15+ years of experience", years(15)),
        ("People with a CKA certification", has("certificates", "name", "CKA")),
        ("Anyone fluent in Italian?", speaks("it", LEVELS[4:])),
        ("candidates without English", not_(speaks("en"))),
        ("Everybody who is working as a nurse now", held("nurse", now=True)),
        (
            "Who has ten or more years of experience and speaks French?",
            both(years(10), speaks("fr")),
        ),
        (
            "Which people used to work for Turlough Airways?",
            has("work", "name", "Turlough Airways"),
        ),
        (
            "Who among the candidates lives in Seattle or Austin?",
            lambda one: lives("Seattle")(one) or lives("Austin")(one),
        ),
        ("Y a-t-il quelqu'un qui parle portugais ?", speaks("pt")),
        ("Peux-tu me donner la liste des candidats habitant à Lyon ?", lives("Lyon")),
        ("Je cherche des candidats avec de l'expérience en Ansible", knows("Ansible")),
        ("Combien avons-nous de candidats germanophones ?", speaks("de")),
        ("Quels profils ont déjà utilisé Airflow ?", knows("Airflow")),
        (
            "Qui sont les candidats qui vivent à Toulouse et parlent espagnol ?",
            both(lives("Toulouse"), speaks("es")),
        ),
        ("Lesquels ont une expérience de Kubernetes ?", knows("Kubernetes")),
        (
            "Donne-moi tous les candidats ayant plus de 12 ans d'expérience",
            lambda one: pool.experience(one) > 144,
        ),
        ("qui est passé par Groupe Bellecombe", has("work", "name", "Groupe Bellecombe")),
        ("Nombre de candidats titulaires d'un doctorat", graduated("doctorate")),
        (
            "Quels candidats ne connaissent pas Excel mais connaissent SQL ?",
            both(not_(knows("Excel")), knows("SQL")),
        ),
        ("Montre-moi les CV des infirmières", held(r"infirmi(?:er|ère)", now=True)),
        ("Could you list the candidates who know Helm?", knows("Helm")),
        ("which of the applicants speak both German and Spanish", both(speaks("de"), speaks("es"))),
        ("How many people do we have in Ireland?", lives_in("IE")),
        (
            "Is there anyone with a PhD who speaks French?",
            both(graduated("doctorate"), speaks("fr")),
        ),
        ("who's familiar with Ansible", knows("Ansible")),
        (
            "All candidates living in Dublin, Cork or Galway",
            lambda one: any(lives(city)(one) for city in ("Dublin", "Cork", "Galway")),
        ),
        (
            "Name the people who have used both Terraform and Prometheus",
            both(knows("Terraform"), knows("Prometheus")),
        ),
        ("candidates who have at least a decade of experience", years(10)),
        ("Which employees have never used Excel?", not_(knows("Excel"))),
        ("Got anyone who speaks Polish?", speaks("pl")),
        ("Who is a native Turkish speaker?", speaks("tr", ("native",))),
        (
            "Who attended Penhallow University?",
            has("education", "institution", "Penhallow University"),
        ),
        ("Show all CVs that mention Curling", lambda one: "Curling" in str(one)),
        ("who has Kubernetes on their CV", knows("Kubernetes")),
        ("Combien de nos candidats sont bilingues en anglais ?", speaks("en", LEVELS[4:])),
        ("Qui sait programmer en Rust ?", knows("Rust")),
        ("Trouve-moi quelqu'un qui parle italien et espagnol", both(speaks("it"), speaks("es"))),
        ("Est-ce que quelqu'un connaît Grafana ?", knows("Grafana")),
        (
            "Quels sont les candidats avec plus de 10 ans d'expérience à Paris ?",
            both(lambda one: pool.experience(one) > 120, lives("Paris")),
        ),
        ("Qui possède un master et parle allemand ?", both(graduated("master"), speaks("de"))),
        (
            "Liste des personnes basées à Nantes ou à Rennes",
            lambda one: lives("Nantes")(one) or lives("Rennes")(one),
        ),
        ("Combien ont travaillé comme comptable ?", held("comptable")),
        (
            "Qui n'a pas de diplôme d'ingénieur ?",
            not_(has("education", "studyType", "Diplôme d'ingénieur")),
        ),
        (
            "Quels candidats maîtrisent à la fois Docker et Kubernetes ?",
            both(knows("Docker"), knows("Kubernetes")),
        ),
    ]
    return [Asked("paraphrase", text, pool.right(test)) for text, test in asked]


def unseen(people: Sequence[Resume], today: date) -> list[Asked]:
    """More of them, written after the phrases were mended by the first; half were recognised."""
    pool = Pool(people, today)

    asked: list[tuple[str, Test]] = [
        ("Which of you know Django?", knows("Django")),
        ("Who has used Snowflake?", knows("Snowflake")),
        ("Find me all people in Boston", lives("Boston")),
        ("I need someone who speaks Swedish", speaks("sv")),
        (
            "how many candidates speak neither French nor Spanish",
            lambda one: not speaks("fr")(one) and not speaks("es")(one),
        ),
        (
            "Which candidates have more than a decade of experience?",
            lambda one: pool.experience(one) > 120,
        ),
        ("Who used to be a data engineer?", held("data engineer")),
        (
            "List everyone with a bachelor's degree living in Halifax",
            both(graduated("bachelor"), lives("Halifax")),
        ),
        (
            "Are any of the candidates certified in Terraform?",
            has("certificates", "name", "Terraform"),
        ),
        ("What candidates do we have in Belfast?", lives("Belfast")),
        ("Who can speak Hindi fluently?", speaks("hi", LEVELS[4:])),
        (
            "Who has worked for Brightholm Analytics in the past?",
            has("work", "name", "Brightholm Analytics"),
        ),
        ("Count the candidates who live in France", lives_in("FR")),
        ("Any people with Figma skills in Canada?", both(knows("Figma"), lives_in("CA"))),
        (
            "Qui habite en Irlande ou au Canada ?",
            lambda one: lives_in("IE")(one) or lives_in("CA")(one),
        ),
        ("Avons-nous des candidats qui parlent turc ?", speaks("tr")),
        ("Qui maîtrise Python sans connaître Java ?", both(knows("Python"), not_(knows("Java")))),
        ("Donnez-moi les noms des candidats résidant à Lille", lives("Lille")),
        ("Quels candidats ont un niveau B2 en allemand ?", speaks("de", ("B2",))),
        (
            "Qui a fait ses études à l'Université Sainte-Odette ?",
            has("education", "institution", "Université Sainte-Odette"),
        ),
        (
            "Combien de profils ont plus de dix ans d'expérience ?",
            lambda one: pool.experience(one) > 120,
        ),
        (
            "Lequel des candidats a le plus d'expérience ?",
            lambda one: pool.experience(one) == max(map(pool.experience, people)),
        ),
    ]
    return [Asked("unseen", text, pool.right(test)) for text, test in asked]
