"""Of whom a condition holds, by facts made by hand."""

from __future__ import annotations

from dataclasses import replace

from folioscope.features.knowledge.fact_repository import Holder
from folioscope.features.knowledge.facts import Fact
from folioscope.features.pool.people import Person, Place, evidence, matches, ranked
from folioscope.features.pool.query import Condition, PoolQuery
from folioscope.features.pool.repository import Span
from folioscope.features.pool.sources import Sources
from folioscope.features.pool.text import MOST_LISTED, Tally, Unread, answer_text

NOW = 12 * 2026
TEXT = "Nurse\n2019 – 2023\nOrchard Hospital"


def fact(kind: str, key: str, **fields: object) -> Fact:
    base = Fact("skill", key, key, 0, 0, len(key))
    return replace(base, kind=kind, **fields)  # type: ignore[arg-type]


def role(title: str, firm: str, since: int, until: int | None) -> Fact:
    detail = {"organization": firm}
    return fact("role", title.lower(), value=title, since=since, until=until, detail=detail)


def person(name: str, *facts: Fact, words: dict[str, Place] | None = None) -> Person:
    holder = Holder(name, f"{name}.pdf", f"{name}.pdf", "b", "people", name, "ready", 1)
    return Person(holder, facts, words or {})


def names(query: PoolQuery, *people: Person) -> list[str]:
    return [match.person.holder.name for match in matches(query, people, NOW)]


def asked(*conditions: Condition) -> PoolQuery:
    return PoolQuery("list", "en", tuple((one,) for one in conditions))


ADA = person(
    "Ada",
    fact("skill", "java", months=40),
    fact("language", "fr", level="B2"),
    role("Senior Nurse", "Orchard Hospital", NOW - 60, NOW - 24),
    role("Data Engineer", "Thales", NOW - 24, None),
    fact("experience", "experience", months=60),
)
ZOE = person(
    "Zoé",
    fact("skill", "java"),
    fact("language", "fr", level="native"),
    role("Infirmière", "Clinique", NOW - 130, NOW - 10),
    fact("experience", "experience", months=120),
)


def test_a_skill_of_unknown_length_is_known_but_not_for_some_years() -> None:
    assert names(asked(Condition("skill", "Java", "java")), ADA, ZOE) == ["Ada", "Zoé"]
    assert names(asked(Condition("skill", "Java", "java", least=36)), ADA, ZOE) == ["Ada"]
    assert names(asked(Condition("skill", "Java", "java", least=41)), ADA, ZOE) == []


def test_what_is_denied_holds_where_nothing_states_it() -> None:
    denied = Condition("language", "French", "fr", levels=("native",), negated=True)
    assert names(asked(denied), ADA, ZOE) == ["Ada"]


def test_titles_are_compared_without_gender_and_number() -> None:
    assert names(asked(Condition("role", "infirmiers")), ADA, ZOE) == ["Zoé"]
    assert names(asked(Condition("role", "nurses")), ADA, ZOE) == ["Ada"]
    assert names(asked(Condition("role", "nurses", now=True)), ADA, ZOE) == []


def test_the_latest_position_is_the_present_one_where_none_is_open() -> None:
    assert names(asked(Condition("role", "infirmier", now=True)), ZOE) == ["Zoé"]


def test_a_position_at_a_firm_is_one_and_the_same() -> None:
    nurse = Condition("role", "nurse", organization="Thales")
    assert names(asked(nurse), ADA) == []
    assert names(asked(replace(nurse, organization="orchard hospital")), ADA) == ["Ada"]
    assert names(asked(Condition("employer", "Thales", now=True)), ADA) == ["Ada"]


def test_one_of_several_conditions_is_enough_in_a_clause() -> None:
    either = (Condition("role", "data engineer"), Condition("role", "infirmier"))
    assert names(PoolQuery("list", "en", (either,)), ADA, ZOE) == ["Ada", "Zoé"]


def test_the_first_of_an_order_come_with_their_equals() -> None:
    query = PoolQuery("most", "en", take=1, measure=Condition("experience"))
    twin = person("Twin", fact("experience", "experience", months=120))
    found = ranked(query, [ADA, ZOE, twin], NOW)
    assert [match.person.holder.name for match in found] == ["Twin", "Zoé"]


def test_years_order_a_list_that_asks_for_them() -> None:
    assert names(asked(Condition("experience", least=12)), ADA, ZOE) == ["Zoé", "Ada"]


def test_words_hold_where_they_were_found() -> None:
    place = Place(0, 3, 9, "COBOL!")
    worded = person("Bo", words={"COBOL": place})
    (found,) = evidence(Condition("words", "COBOL"), worded, NOW)
    assert found.place is place
    assert names(asked(Condition("words", "COBOL")), ADA, worded) == ["Bo"]


def test_the_answer_says_how_many_of_how_many_and_quotes_what_it_cites() -> None:
    nurse = replace(role("Nurse", "Orchard Hospital", 1, 9), start=100, end=105)
    query = asked(Condition("employer", "Orchard Hospital"))
    found = matches(query, [person("Eve [3]", nurse)], NOW)
    sources = Sources({"Eve [3]": [Span(7, "Eve [3]", 0, 100, 100 + len(TEXT), TEXT)]})
    unread = [Unread("x", "broken.pdf", "failed", "The file is encrypted.")]
    text = answer_text(Tally(query, found, 240, unread), sources)
    first, counted, line, why = text.split("\n\n")
    assert first == "**1 of 240 CVs**, 1 unread."
    assert counted == "Counted: CVs with “Orchard Hospital” among their employers."
    assert line == "- **Eve 3** (Eve 3 .pdf): Nurse, Orchard Hospital [1]"
    assert why == "Not counted, because not read: broken.pdf (The file is encrypted.)."
    (quoted,) = sources.verified
    assert quoted.quote == TEXT[quoted.start : quoted.end] == TEXT
    assert sources.chunk_ids == [7]


def test_languages_are_counted_once_each() -> None:
    polyglot = person("Cy", *(fact("language", code) for code in ("fr", "fr", "en", "de")))
    assert names(asked(Condition("languages", least=2)), ADA, polyglot) == ["Cy"]
    assert names(asked(Condition("languages", least=4)), ADA, polyglot) == []
    assert names(asked(Condition("languages", least=2, negated=True)), ADA, polyglot) == ["Ada"]


def test_experience_is_told_with_the_year_it_began_and_not_with_its_first_position() -> None:
    first = fact("experience", "experience", value="2013 – 2017", since=24157, months=157)
    query = asked(Condition("experience", least=12))
    text = answer_text(
        Tally(query, matches(query, [person("Eve", first)], NOW), 1, []), Sources({})
    )
    assert "- **Eve** (Eve.pdf): since 2013: 13 years 1 month" in text
    assert "2017" not in text
    assert text.startswith("**1 of 1 CV**.")


def test_a_skill_that_is_only_mentioned_has_no_years_unless_they_are_asked_for() -> None:
    excel = fact("skill", "excel", value="Excel", months=20)
    told = "Replaced 37 files of Excel"
    excel = replace(excel, start=22, end=27)

    def line(section: str, **asks: int) -> str:
        query = asked(Condition("skill", "Excel", "excel", **asks))  # type: ignore[arg-type]
        found = matches(query, [person("Eve", excel)], NOW)
        span = Span(7, "Eve", 0, 0, len(told), told, section)
        text = answer_text(Tally(query, found, 1, []), Sources({"Eve": [span]}))
        return next(line for line in text.splitlines() if line.startswith("- "))

    assert line("experience") == "- **Eve** (Eve.pdf): Excel (named in their work) [1]"
    assert line("skills") == "- **Eve** (Eve.pdf): Excel, 1 year 8 months [1]"
    assert line("experience", least=12) == "- **Eve** (Eve.pdf): Excel, 1 year 8 months [1]"


def test_an_unread_file_is_named_once_and_without_its_folder() -> None:
    query = asked(Condition("skill", "Java", "java"))
    unread = [Unread("x", "in/a/broken.pdf", "failed", "in/a/broken.pdf: the file is damaged.")]
    text = answer_text(Tally(query, [], 3, unread), Sources({}))
    assert text.endswith("Not counted, because not read: broken.pdf (The file is damaged.).")


def test_nobody_is_said_plainly() -> None:
    query = replace(asked(Condition("skill", "COBOL", "cobol")), language="fr")
    text = answer_text(Tally(query, [], 3, []), Sources({}))
    assert text.startswith("**Aucun : 0 CV sur 3**.")
    assert "« COBOL »" in text


def test_a_long_list_names_the_first_and_counts_the_others() -> None:
    many = [person(f"P{number:03}", fact("skill", "java")) for number in range(MOST_LISTED + 5)]
    query = asked(Condition("skill", "Java", "java"))
    text = answer_text(Tally(query, matches(query, many, NOW), len(many), []), Sources({}))
    assert text.count("\n- ") + text.count("\n\n- ") >= MOST_LISTED - 1
    assert text.endswith("… and 5 more.")


def test_a_word_is_quoted_with_its_line_unless_that_is_long() -> None:
    text = "Skills\nJava, SQL, Excel\n\n" + "and so on " * 60 + "Kubernetes" + " for ever" * 60
    sources = Sources({"d": [Span(1, "d", 0, 50, 50 + len(text), text)]})
    for word in ("Java", "Kubernetes"):
        at = 50 + text.index(word)
        sources.cite("d", Place(0, at, at + len(word), word))
    short, long = (one.quote for one in sources.verified)
    assert short == "Java, SQL, Excel"
    assert "Kubernetes" in long
    assert len(long) <= 240
    assert long == long.strip()
    assert long.split()[0] in ("and", "so", "on")
