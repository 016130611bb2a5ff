"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from folioscope.late_patterns import LatePattern, late_pattern

TEXT = "One, two and one more"


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
def test_it_does_what_a_pattern_does(flags: int) -> None:
    late, pattern = late_pattern(r"(?P<word>one)", flags), re.compile(r"(?P<word>one)", flags)
    for _ in range(2):
        assert late.findall(TEXT) == pattern.findall(TEXT)
        assert late.sub("1", TEXT) == pattern.sub("1", TEXT)
        assert [found.span() for found in late.finditer(TEXT)] == [
            found.span() for found in pattern.finditer(TEXT)
        ]
        assert (late.pattern, late.flags, late.groupindex) == (
            pattern.pattern,
            pattern.flags,
            pattern.groupindex,
        )


def test_it_is_compiled_when_it_is_first_asked_and_once() -> None:
    late = LatePattern("(")
    with pytest.raises(re.error, match="unterminated"):
        late.search("text")
    good = LatePattern("o")
    assert good.compiled() is good.compiled()


def test_the_server_is_imported_without_the_words_of_features() -> None:
    """A pattern of a lexicon that is compiled on import costs every command its time."""
    told = (
        "import sys, folioscope.doors.http\n"
        "from folioscope.features.sections import entry_words\n"
        "print('_compiled' in vars(entry_words._POSITION))"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
