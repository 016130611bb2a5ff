"""People are rich, coherent and the same for the same seed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from folioscope.features.samples.generate import LANGUAGES, LOCALES, Resume, as_json, generate
from folioscope.features.samples.profiles import all_profiles

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "../shared/data/resumes/json-resume/schema.json"
PEOPLE = generate(30, 7)

FICTIONAL_PHONES = (
    r"\+44 7700 900\d{3}|\+353 20 91\d \d{4}|\+1 \d{3} 555 01\d\d|\+33 6 39 98 \d\d \d\d"
    r"|\+49 30 23125 \d{3}|\+34 55\d \d{3} \d{3}"
)


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_of(list(value.values()))
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one)


def spoken_by(resume: Resume) -> set[str]:
    return {spoken["language"] for spoken in resume["languages"]}


def speaks_french(resume: Resume) -> bool:
    return bool({"French", "Français"} & spoken_by(resume))


def runs_kubernetes_in_production(resume: Resume) -> bool:
    lines = [line for job in resume["work"] for line in job["highlights"]]
    return any("Kubernetes" in line and "production" in line for line in lines)


def test_a_person_is_the_same_however_many_are_asked_for() -> None:
    assert generate(10, 7) == PEOPLE[:10]
    assert generate(31, 7)[:30] == PEOPLE


def test_the_hash_seed_of_the_interpreter_changes_nothing() -> None:
    program = (
        "from folioscope.features.samples.generate import as_json, generate\n"
        "print(''.join(map(as_json, generate(4, 5))), end='')"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
            check=True,
            capture_output=True,
        ).stdout.decode()
        for seed in ("1", "2")
    }
    assert outputs == {"".join(map(as_json, generate(4, 5)))}


def test_four_languages_take_turns() -> None:
    written = [person["meta"]["language"] for person in generate(200, 7, LOCALES)]
    assert written.count("de") == written.count("es") == 50
    assert written.count("en") + written.count("fr") == 100


def test_people_of_one_language_are_the_same_beside_any_other() -> None:
    alone = generate(5, 7, ["de"])
    among = [one for one in generate(40, 7, LOCALES) if one["meta"]["language"] == "de"]
    assert among[:5] == alone


def test_another_seed_gives_other_people() -> None:
    names = {person["basics"]["name"] for person in PEOPLE}
    others = {person["basics"]["name"] for person in generate(30, 8)}
    assert len(names & others) < 3


def test_only_the_languages_asked_for_are_written() -> None:
    french = generate(12, 7, languages=["fr"])
    assert {person["meta"]["language"] for person in french} == {"fr"}
    assert french[:10] == [one for one in PEOPLE if one["meta"]["language"] == "fr"]


def test_two_cvs_of_three_are_in_english() -> None:
    written = [person["meta"]["language"] for person in PEOPLE]
    assert (written.count("en"), written.count("fr")) == (20, 10)


def test_no_two_of_thirty_share_a_name_a_role_or_a_line() -> None:
    names = [person["basics"]["name"] for person in PEOPLE]
    lines = [line for one in PEOPLE for job in one["work"] for line in job["highlights"]]
    assert len(set(names)) == 30
    assert len({name.split()[0] for name in names}) == 30
    assert len({person["basics"]["label"] for person in PEOPLE}) == 30
    assert len(set(lines)) == len(lines) > 300


def test_a_second_cycle_plays_the_same_parts_with_other_words() -> None:
    people = generate(60, 7)
    assert len({person["basics"]["name"] for person in people}) == 60
    assert len({person["basics"]["summary"] for person in people}) > 50


@pytest.mark.parametrize("person", generate(30, 3), ids=lambda one: one["basics"]["email"])
def test_a_plain_career_runs_from_school_to_today_without_overlap(person: Resume) -> None:
    steps = [*person["work"], *person["education"]]
    assert "endDate" not in steps[0]
    assert all(later["startDate"] > earlier["endDate"] for later, earlier in pairwise(steps))
    assert all(one["startDate"] < one.get("endDate", "2026-10") for one in steps)


def test_careers_end_at_the_day_given() -> None:
    person = generate(1, 7, today=date(2031, 3, 1))[0]
    assert person["work"][0]["startDate"] > PEOPLE[0]["work"][0]["startDate"]
    assert all(one["date"] < "2031-03" for one in person["certificates"])


def test_nobody_can_be_reached() -> None:
    for person in generate(240, 4, LOCALES):
        basics = person["basics"]
        assert re.fullmatch(r"[a-z.]+@example\.(org|com|net)", basics["email"])
        assert re.fullmatch(FICTIONAL_PHONES, basics["phone"])
        links = [basics.get("url", "https://x.example.com")]
        links += [one["url"] for one in basics.get("profiles", [])]
        assert all(re.fullmatch(r"https://[a-z.-]*\.example\.com(/[a-z-]+)?", one) for one in links)


def test_no_slot_is_left_open_in_any_profile() -> None:
    for seed in range(8):
        for text in texts_of(generate(80, seed, LOCALES)):
            assert not re.search(r"[{}~|]|  |^\s|\s$", text)


def test_keywords_listed_only_when_mentioned_are_in_the_text() -> None:
    optional = {
        (profile.language, group.name, word)
        for profile in all_profiles()
        for group in profile.skills
        for word in group.mentioned
    }
    for person in PEOPLE:
        told = json.dumps([person["basics"], person["work"], person["projects"]])
        told = json.dumps(json.loads(told), ensure_ascii=False).casefold()
        for group in person["skills"]:
            for word in group["keywords"]:
                if (person["meta"]["language"], group["name"], word) in optional:
                    assert word.casefold() in told


def test_french_cvs_keep_numbers_and_signs_together() -> None:
    people = [one for one in PEOPLE if one["meta"]["language"] == "fr"]
    french = list(texts_of([[one["basics"]["summary"], one["work"]] for one in people]))
    assert [text for text in french if re.search(r"\d[ ,]\d{3}\b| [%;:!?€]|\d%", text)] == []
    assert any("\u00a0%" in text for text in french)
    assert any("\u00a0000" in text for text in french)


@pytest.mark.parametrize("seed", [7, 8])
def test_who_ran_kubernetes_and_speaks_french_has_a_small_answer(seed: int) -> None:
    people = generate(30, seed)
    running = [one for one in people if runs_kubernetes_in_production(one)]
    french = [one for one in people if speaks_french(one)]
    both = [one for one in running if one in french]
    assert (len(running), len(french), len(both)) == (7, 17, 4)


def test_other_questions_have_their_own_answers() -> None:
    texts = {one["basics"]["name"]: as_json(one) for one in PEOPLE}
    nursing = {
        name for name, text in texts.items() if re.search("Nursing|Diplôme d'État d'inf", text)
    }
    rust = {name for name, text in texts.items() if '"Rust"' in text}
    embedded = {name for name, text in texts.items() if re.search(r"(?i)embedded|embarqué", text)}
    accounting = {name for name, text in texts.items() if re.search("(?i)accountan|comptab", text)}
    assert len(nursing) == 3
    assert len(rust) == 3
    assert len(rust & embedded) == 2
    assert 3 <= len(accounting) <= 5


@pytest.mark.skipif(not SCHEMA.exists(), reason="the JSON Resume schema is not on this machine")
def test_every_person_keeps_to_the_json_resume_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for person in generate(120, 7, LOCALES):
        assert list(faults(person, schema, schema["definitions"])) == []


def faults(value: object, schema: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """The few rules that the schema uses: types, properties, items, patterns, references."""
    if "$ref" in schema:
        return faults(value, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    kinds: dict[str, type] = {"object": dict, "array": list, "string": str}
    if not isinstance(value, kinds[schema["type"]]):
        return [f"{value!r} is not of type {schema['type']}"]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return [
            fault
            for key in value.keys() & known.keys()
            for fault in faults(value[key], known[key], definitions)
        ]
    if isinstance(value, list):
        return [fault for one in value for fault in faults(one, schema["items"], definitions)]
    matches = re.search(schema.get("pattern", ""), str(value))
    return [] if matches else [f"{value!r} is not like {schema['pattern']}"]


def test_the_schema_check_finds_a_wrong_date() -> None:
    rule = {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{4}$"}}
    assert faults(["2020", "May"], rule, {}) == ["'May' is not like ^[0-9]{4}$"]
    assert len(LANGUAGES) == 2
