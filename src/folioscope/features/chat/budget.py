"""What fits the context of a language model: the best passages, the newest turns, the question.

Tokens are counted by the model where it can be asked. Passages and turns are kept whole; only a
single passage that is too long for the context by itself is cut, at the end of a line.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, takewhile

from folioscope.backends.llms.port import ChatMessage, LanguageModel, Passage, Prompt
from folioscope.features.chat.modes import Mode
from folioscope.features.chat.prompt import compose, entry, rules, unmarked

UNKNOWN_CONTEXT = 8192
LEAST_CONTEXT = 1024
MOST_ANSWER, ANSWER_SHARE = 4096, 4
MOST_HISTORY, HISTORY_SHARE = 4096, 4
# What templates put around messages, and the borders of the data.
AROUND = 96
BETWEEN = 4
LETTERS_A_TOKEN = 6  # at most, of a whole passage
MARK_BYTES = 8
CUT = "\n(the passage goes on; it was cut here)"


@dataclass(frozen=True, slots=True)
class Draft:
    """All that might be asked; passages are the best first, the history is whole turns.

    ``standing`` is the question as it stands without the history, for answerers that read none.
    """

    question: str
    history: Sequence[ChatMessage]
    passages: Sequence[Passage]
    mode: Mode
    standing: str = ""

    @property
    def may_shrink(self) -> bool:
        """Whether anything could be left out."""
        return bool(self.passages or self.history)

    def shrunk(self) -> Draft:
        """The better half of the passages, and of the history the last turn."""
        half = len(self.passages) // 2
        return replace(self, history=self.history[-2:], passages=self.passages[:half])


@dataclass(frozen=True, slots=True)
class Fitted:
    """A prompt that fits, and what did not: so many passages, so many turns.

    ``context`` is what it was fitted to. ``is_cut`` tells that the only passage is not whole.
    """

    prompt: Prompt
    draft: Draft
    context: int
    passages_left_out: int
    turns_left_out: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What of a draft is asked."""

    turns: Sequence[Sequence[ChatMessage]]
    passages: Sequence[Passage]
    is_cut: bool


async def fit(llm: LanguageModel, draft: Draft, context: int | None = None) -> Fitted:
    """The prompt for a model, with room for its answer."""
    size = max(context or llm.context_tokens or UNKNOWN_CONTEXT, LEAST_CONTEXT)
    answer = _room_for_answer(size)
    mark = secrets.token_hex(MARK_BYTES)
    turns = list(_turns(draft.history))
    fixed = rules(draft.question, draft.mode, mark) + draft.question
    texts = [fixed, *map(_text, turns), *map(entry, draft.passages)]
    counts = [count + BETWEEN for count in await llm.count_tokens(texts)]
    chosen = _choose(turns, draft.passages, counts[1:], size - answer - AROUND - counts[0])
    prompt = _composed(draft, chosen, mark)
    return Fitted(
        prompt=replace(prompt, max_tokens=answer),
        draft=draft,
        context=size,
        passages_left_out=len(draft.passages) - len(chosen.passages),
        turns_left_out=len(turns) - len(chosen.turns),
        is_cut=chosen.is_cut,
    )


def _choose(
    turns: Sequence[Sequence[ChatMessage]],
    passages: Sequence[Passage],
    counts: Sequence[int],
    room: int,
) -> _Chosen:
    """What fits: of the talk a quarter at the most, then of the passages as much as is left."""
    of_turns, of_passages = counts[: len(turns)], counts[len(turns) :]
    first = len(turns) - _newest(of_turns, min(room // HISTORY_SHARE, MOST_HISTORY))
    room -= sum(of_turns[first:])
    kept = _best(passages, of_passages, room)
    is_cut = bool(passages) and not kept and room > AROUND
    if is_cut:
        kept = [_beginning(passages[0], of_passages[0], room)]
    return _Chosen(turns[first:], kept, is_cut)


def _composed(draft: Draft, chosen: _Chosen, mark: str) -> Prompt:
    """The prompt. Where its only passage is cut, the model is told; the passage does not say so."""
    end = CUT if chosen.is_cut else ""
    shown = [replace(passage, text=passage.text + end) for passage in chosen.passages]
    history = [message for turn in chosen.turns for message in turn]
    prompt = compose(draft.question, history, shown, draft.mode, mark)
    question = draft.standing or draft.question
    return replace(prompt, question=question, passages=tuple(chosen.passages))


def most_letters(llm: LanguageModel) -> int:
    """More text than this does not fit, whatever it is."""
    size = llm.context_tokens or UNKNOWN_CONTEXT
    return LETTERS_A_TOKEN * (size - _room_for_answer(size))


def _room_for_answer(size: int) -> int:
    return min(MOST_ANSWER, size // ANSWER_SHARE)


def _turns(history: Sequence[ChatMessage]) -> Iterator[Sequence[ChatMessage]]:
    """Each question with what was answered."""
    starts = [at for at, message in enumerate(history) if message.role == "user"]
    for start, end in pairwise([*starts, len(history)]):
        yield history[start:end]


def _text(turn: Sequence[ChatMessage]) -> str:
    return "\n\n".join(unmarked(message.content) for message in turn)


def _newest(counts: Sequence[int], room: int) -> int:
    """How many turns fit, from the newest back."""
    return sum(1 for _ in takewhile(lambda used: used <= room, accumulate(reversed(counts))))


def _best(passages: Sequence[Passage], counts: Sequence[int], room: int) -> list[Passage]:
    """The best that fit: one that is too long is passed over."""
    kept = []
    for passage, count in zip(passages, counts, strict=True):
        if count <= room:
            kept.append(passage)
            room -= count
    return kept


def _beginning(passage: Passage, count: int, room: int) -> Passage:
    """The lines of a passage that fit, or of its only line as much."""
    text = passage.text[: max(len(passage.text) * (room - AROUND) // count, 1)]
    whole_lines, _, rest = text.rpartition("\n")
    return replace(passage, text=whole_lines if whole_lines.strip() else rest)
