"""No regular expression takes long over a text that was made for it (ReDoS).

Each is tried on texts of a thousand letters, with some seconds of the processor for all of them.
What is linear takes a thousandth of that, what is quadratic a tenth; what is cubic, or worse, does
not end in time, and its process is ended by the system.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.security.patterns import SOURCE, all_patterns, made_elsewhere

SIZE, SECONDS = 1000, 6
BUILT = {
    "backends/job_boards/normal.py": "of a contact, escaped",
    "backends/parsers/markdown_hidden.py": "of the names of elements",
    "backends/parsers/pdf_direction.py": "of another pattern",
    "backends/parsers/rendercv.py": "of words of the program",
    "features/erasure/marks.py": "of names, escaped",
    "features/follow_ups/ellipsis.py": "of a word that another pattern found",
    "features/follow_ups/mentions.py": "of a name, escaped",
    "features/knowledge/blind_mentions.py": "of names, escaped",
    "features/knowledge/blind_schools.py": "of names, escaped",
    "features/knowledge/fact_careers.py": "of words of the program",
    "features/knowledge/fact_months.py": "of another pattern",
    "features/knowledge/fact_studies.py": "of words of the program, when it is imported",
    "features/knowledge/fact_terms.py": "of words of the program, when it is imported",
    "features/knowledge/instruction_words.py": "of words of the program, when it is imported",
    "features/matching/job_words.py": "of words of the program, when it is imported",
    "features/matching/protected.py": "of words of the program, when it is imported",
    "features/offers/contacts.py": "of words of the program",
    "features/pool/repository.py": "of a search, escaped",
    "features/pool/verbs.py": "of words of the program, when it is imported",
    "features/resumes/read_people.py": "of addresses of the program",
    "features/samples/wording_truth.py": "of words of the program",
    "features/sections/entry_words.py": "of words of the program, when it is imported",
    "features/sections/form_labels.py": "of words of the program, when it is imported",
    "late_patterns.py": "of what late_pattern is called with, which is looked for too",
    "telemetry/redaction.py": "of secrets, escaped",
}
"""What functions make patterns of. What is made on import is tried with the others."""


def tried(seconds: int, *named: str) -> tuple[bool, str]:
    """Whether all patterns were through in time, and the last one that was begun with."""
    command = [sys.executable, "-m", "tests.security.patterns", str(SIZE), str(seconds), *named]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines() or [done.stderr]
    return lines[-1] == "all", lines[-1]


@pytest.mark.slow
def test_t24_no_pattern_is_slow_on_a_text_that_was_made_for_it() -> None:
    is_through, last = tried(SECONDS)
    assert is_through, f"too slow: {last}"


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(?:a|a)*$",
        r"(\w+\s?)*$",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"\s*,?\s*;?\s*!?\s*x",
    ],
)
def test_a_pattern_that_is_slow_is_noticed(pattern: str) -> None:
    is_through, last = tried(1, pattern)
    assert not is_through
    assert last.startswith("given")


@pytest.mark.parametrize("pattern", [r"\s+$", r"[a-z]+@[a-z]+\.[a-z]+", r"\*\*([^*]+)\*\*"])
def test_a_pattern_that_is_not_is_let_pass(pattern: str) -> None:
    assert tried(SECONDS, pattern) == (True, "all")


def test_the_patterns_of_the_program_are_found() -> None:
    found = {one.place for one in all_patterns()}
    assert len(found) > 500
    assert "folioscope.features.chat.told._PIECE" in found
    assert "folioscope.features.sections.entry_words._POSITION" in found, "a late one"


def test_patterns_that_functions_make_are_made_of_nothing_that_users_write() -> None:
    built = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if list(made_elsewhere(path))
    }
    assert built == BUILT.keys(), "Say in BUILT what it is made of; escape what users write."
