"""What of a draft fits the context of a model."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.llms.port import ChatMessage, Passage, Prompt
from folioscope.features.chat.budget import CUT, UNKNOWN_CONTEXT, Draft, fit, most_letters
from tests.scripted_llm import ScriptedModel

QUESTION = "Who has run Kubernetes?"


def passage(number: int, tokens: int) -> Passage:
    """A passage of about so many tokens, as the scripted model counts them."""
    return Passage(number, "a", "a.pdf", 1, "people", "word " * (tokens * 4 // 5))


def turns(count: int, tokens: int = 20) -> list[ChatMessage]:
    said = [
        (f"Question {at}?", f"Answer {at}. " + "word " * (tokens * 4 // 5)) for at in range(count)
    ]
    return [
        ChatMessage("user" if at == 0 else "assistant", text)
        for turn in said
        for at, text in enumerate(turn)
    ]


def draft(passages: list[Passage], history: list[ChatMessage] | None = None) -> Draft:
    return Draft(QUESTION, history or [], passages, "hybrid")


def length(prompt: Prompt) -> int:
    return sum(len(message.content) // 4 + 1 for message in prompt.messages)


async def test_all_that_fits_is_asked() -> None:
    passages = [passage(number, 100) for number in range(1, 5)]
    fitted = await fit(ScriptedModel(), draft(passages, turns(3)))
    assert fitted.prompt.passages == tuple(passages)
    assert len(fitted.prompt.messages) == 8
    assert (fitted.passages_left_out, fitted.turns_left_out, fitted.is_cut) == (0, 0, False)
    assert fitted.context == UNKNOWN_CONTEXT


async def test_the_best_passages_that_fit_are_taken_whole_and_keep_their_numbers() -> None:
    model = ScriptedModel(context_tokens=2048)
    passages = [passage(1, 600), passage(2, 900), passage(3, 100), passage(4, 600)]
    fitted = await fit(model, draft(passages))
    assert [one.number for one in fitted.prompt.passages] == [1, 3]
    assert fitted.passages_left_out == 2
    assert all(one in passages for one in fitted.prompt.passages)
    assert not fitted.is_cut


async def test_a_passage_that_is_too_long_alone_is_cut_at_a_line_and_the_model_is_told() -> None:
    lines = "\n".join(f"Line {number} of a long table" for number in range(2000))
    long = Passage(1, "a", "a.pdf", 1, "people", lines)
    fitted = await fit(ScriptedModel(context_tokens=2048), draft([long]))
    (shown,) = fitted.prompt.passages
    assert lines.startswith(shown.text + "\n")
    assert len(shown.text) > 1000
    assert CUT in fitted.prompt.messages[1].content
    assert CUT not in shown.text
    assert fitted.is_cut
    assert length(fitted.prompt) + fitted.prompt.max_tokens <= 2048


async def test_a_single_endless_line_is_cut_too() -> None:
    long = Passage(1, "a", "a.pdf", 1, "people", "x" * 100_000)
    fitted = await fit(ScriptedModel(context_tokens=2048), draft([long]))
    assert 100 < len(fitted.prompt.passages[0].text) < 8000


async def test_the_talk_is_trimmed_by_turns_and_leaves_most_to_the_passages() -> None:
    model = ScriptedModel(context_tokens=4096)
    fitted = await fit(model, draft([passage(1, 300)], turns(20, 100)))
    kept = [message.content for message in fitted.prompt.messages[2:-1]]
    assert 0 < fitted.turns_left_out < 20
    assert kept[-1].startswith("Answer 19.")
    first = fitted.prompt.messages[1].content
    assert f"\n\nQuestion {fitted.turns_left_out}?" in first
    assert len(fitted.prompt.passages) == 1


async def test_the_question_is_whole_whatever_its_length() -> None:
    long = "Who? " * 6000
    fitted = await fit(ScriptedModel(), Draft(long, turns(2), [passage(1, 50)], "strict"))
    assert fitted.prompt.messages[-1].content.endswith(long)
    assert fitted.prompt.passages == ()
    assert fitted.turns_left_out == 2


async def test_room_is_kept_for_the_answer() -> None:
    small = await fit(ScriptedModel(context_tokens=2048), draft([]))
    large = await fit(ScriptedModel(context_tokens=200_000), draft([]))
    assert (small.prompt.max_tokens, large.prompt.max_tokens) == (512, 4096)


async def test_answerers_without_memory_are_asked_what_the_question_means() -> None:
    meant = Draft("And her?", turns(1), [], "hybrid", standing="What has Ada run?")
    fitted = await fit(ScriptedModel(), meant)
    assert fitted.prompt.question == "What has Ada run?"
    assert fitted.prompt.messages[-1].content == "And her?"


def test_a_shrunk_draft_has_half_the_passages_and_the_last_turn() -> None:
    whole = draft([passage(number, 10) for number in range(1, 6)], turns(3))
    shrunk = whole.shrunk()
    assert [one.number for one in shrunk.passages] == [1, 2]
    assert shrunk.history == whole.history[-2:]
    assert shrunk.question == QUESTION
    assert whole.may_shrink
    assert not draft([]).may_shrink


@given(
    st.integers(1024, 6000),
    st.lists(st.integers(1, 900), max_size=12),
    st.integers(0, 12),
    st.integers(1, 400),
)
async def test_what_is_asked_and_the_answer_fit_the_context(
    context: int, sizes: list[int], count: int, tokens: int
) -> None:
    passages = [passage(number, size) for number, size in enumerate(sizes, 1)]
    fitted = await fit(ScriptedModel(context_tokens=context), draft(passages, turns(count, tokens)))
    assert length(fitted.prompt) + fitted.prompt.max_tokens <= context
    roles = [message.role for message in fitted.prompt.messages]
    assert roles == ["system", *["user", "assistant"] * ((len(roles) - 2) // 2), "user"]
    assert fitted.passages_left_out == len(sizes) - len(fitted.prompt.passages)


def test_more_text_than_any_model_of_that_context_could_read_is_not_tried() -> None:
    assert most_letters(ScriptedModel(context_tokens=8192)) == 6 * (8192 - 2048)
