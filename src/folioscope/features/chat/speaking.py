"""A model's answer on its way into the run: asked, made presentable, reported."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from typing import Any

from folioscope.backends.llms.port import Delta, LanguageModel, Prompt, Usage
from folioscope.errors import BackendFailed
from folioscope.features.chat.asking import Asking
from folioscope.features.chat.budget import Fitted
from folioscope.features.chat.not_found import NotFoundFilter
from folioscope.features.chat.repetition import Repetition
from folioscope.features.chat.told import say
from folioscope.features.chat.whole_characters import WholeCharacters
from folioscope.features.grounding.citations import MarkFilter
from folioscope.features.search.hits import Note
from folioscope.platform.runs.attempt import RunContext

REPEATED = "repeated_itself"


class EmptyAnswer(BackendFailed):
    """The language model said nothing."""

    code = "empty_answer"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was asked in the end, and what is known of the answer beside its words.

    ``abstained`` tells that the model said nothing but that the answer is not there.
    """

    prompt: Prompt
    usage: Usage | None
    abstained: bool
    is_cut: bool
    notes: Sequence[Note]


async def speak(run: RunContext, llm: LanguageModel, fitted: Fitted) -> Spoken:
    """Ask, and report the answer as it comes."""
    speech = _Speech(run)
    asking = Asking(llm, fitted, speech.note)
    async with aclosing(asking.pieces()) as pieces:
        async for delta in pieces:
            await speech.take(delta, asking.prompt)
            if speech.is_endless:
                break
    await speech.end()
    if speech.is_endless:
        told = f"{llm.name} said the same over and over, so its answer was stopped."
        await speech.note(Note(None, REPEATED, told))
    if not (run.text.strip() or speech.abstained):
        raise EmptyAnswer(f"{llm.name} gave an empty answer.")
    return Spoken(asking.prompt, speech.usage, speech.abstained, speech.is_cut, tuple(speech.notes))


@dataclass
class _Speech:
    """The filters a text passes before it is final, and what was noticed on the way."""

    run: RunContext
    usage: Usage | None = None
    is_cut: bool = False
    notes: list[Note] = field(default_factory=list)
    _characters: WholeCharacters = field(default_factory=WholeCharacters)
    _not_found: NotFoundFilter = field(default_factory=NotFoundFilter)
    _marks: MarkFilter | None = None
    _repetition: Repetition = field(default_factory=Repetition)

    @property
    def is_endless(self) -> bool:
        """Whether the answer only repeats itself by now."""
        return self._repetition.is_endless

    @property
    def abstained(self) -> bool:
        """Whether the answer is that there is none."""
        return self._not_found.abstained

    async def note(self, note: Note) -> None:
        """Tell at once why the answer takes longer, or is shorter."""
        self.notes.append(note)
        told: dict[str, Any] = asdict(note)
        await self.run.stage("answering", note=told)

    async def take(self, delta: Delta, prompt: Prompt) -> None:
        """Report a piece; what cannot be a citation never becomes one."""
        # Which numbers there are is known with the first piece: until then passages may go.
        if self._marks is None:
            self._marks = MarkFilter(frozenset(one.number for one in prompt.passages))
        self.usage = delta.usage or self.usage
        self.is_cut = self.is_cut or delta.is_cut
        text = self._not_found.feed(self._characters.feed(delta.text))
        await self._say(self._marks.feed(text))

    async def end(self) -> None:
        """Report what was held back."""
        if self._marks is not None:
            text = self._not_found.feed(self._characters.close()) + self._not_found.close()
            await self._say(self._marks.feed(text) + self._marks.close())

    async def _say(self, text: str) -> None:
        await say(self.run, self._repetition.feed(text))
        self.is_cut = self.is_cut or self.is_endless
