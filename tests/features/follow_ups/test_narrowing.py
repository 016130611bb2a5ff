"""Questions that add a condition to the last question over all CVs."""

from __future__ import annotations

import pytest

from folioscope.backends.llms.port import ChatMessage
from folioscope.features.follow_ups.standing import by_rules
from folioscope.features.pool.query import Condition, Language, PoolQuery
from folioscope.features.pool.questions import read_pool_question
from folioscope.features.pool.text import Tally, opening
from folioscope.features.pool.vocabulary import Vocabulary

CASES = [
    ("who knows Python?", "how many of them live in France?",
     "How many know Python and live in France?"),
    ("who knows Python?", "only those in Grenoble", "who knows Python and lives in Grenoble?"),
    ("who knows Python?", "which of them speak German?", "who knows Python and speaks German?"),
    ("Which candidates live in Lyon?", "and those who speak German?",
     "Which candidates live in Lyon and speak German?"),
    ("Which candidates live in Lyon?", "how many of those know Java?",
     "How many live in Lyon and know Java?"),
    ("how many candidates know Python?", "only those with Java",
     "how many candidates know Python and with Java?"),
    ("Qui connaît Python ?", "et ceux qui parlent allemand ?",
     "Qui connaît Python et parle allemand ?"),
    ("Qui connaît Python ?", "combien d'entre eux habitent en France ?",
     "Combien connaissent Python et habitent en France ?"),
    ("Combien de candidats parlent anglais ?", "seulement ceux de Lyon",
     "Combien de candidats parlent anglais et habitent à Lyon ?"),
]  # fmt: skip


def _answer(count: int = 12, language: Language = "en") -> ChatMessage:
    """What the records say, as they begin it."""
    query = PoolQuery("list", language, ((Condition("skill", "Python", "python"),),))
    tally = Tally(query, [None] * count, 30, [])  # type: ignore[list-item]  # only counted
    return ChatMessage("assistant", f"{opening(tally)}.\n\n- **Ada Byron** (a.pdf): Python [1]")


@pytest.mark.parametrize(("before", "question", "alone"), CASES)
def test_a_condition_is_added_to_what_was_asked(before: str, question: str, alone: str) -> None:
    language: Language = "fr" if before.endswith(" ?") else "en"
    said = (ChatMessage("user", before), _answer(language=language))
    assert by_rules(question, said) == alone
    known = Vocabulary(cities=frozenset({"lyon", "grenoble"}))
    query = read_pool_question(alone, known)
    assert query is not None
    assert len(query.clauses) == 2


def test_conditions_are_added_one_after_the_other() -> None:
    said = (
        ChatMessage("user", "who knows Python?"),
        _answer(),
        ChatMessage("user", "only those in Grenoble"),
        _answer(1),
    )
    alone = by_rules("how many of them speak German?", said)
    assert alone == "How many know Python and live in Grenoble and speak German?"


def test_an_answer_that_counted_nobody_in_particular_is_not_narrowed() -> None:
    said = (ChatMessage("user", "who led the move?"), ChatMessage("assistant", "Ada Byron did."))
    assert by_rules("only those in Grenoble", said) is None
