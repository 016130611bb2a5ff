"""Embeddings by any server that speaks OpenAI's protocol."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.embeddings.port import SERVED, DimensionsChanged, Vectors
from folioscope.backends.embeddings.replies import EmbeddingsInvalid, vectors_of
from folioscope.errors import BackendBusy, BackendFailed
from folioscope.outbound.blocking_http import Answer, BlockingClient
from folioscope.outbound.http import Limits, TimedOut
from folioscope.outbound.retry_after import seconds_to_wait

PROBE = "How long are the vectors?"
SHORTEST_CUT = 200  # characters; a text is not cut any further to fit into a model
_TOO_MUCH = (
    "too large",
    "too long",
    "too many",
    "maximum context",
    "context length",
    "context size",
    "batch size",
    "batch_size",
)

log = logging.getLogger(__name__)


class EmbeddingsBusy(BackendBusy):
    """A server of embeddings that cannot answer now, or has had too many requests."""

    code = "embeddings_busy"


class EmbeddingsRefused(BackendFailed):
    """A server of embeddings that does not answer this key, or does not know this model."""

    code = "embeddings_refused"


@dataclass(frozen=True, slots=True)
class Manner:
    """How much is sent at once, and how long the server is given.

    Whoever searches waits for its answer, so a question is asked less often than a passage, and
    not again where there was silence. For ``silent_seconds`` after that no other one is asked.
    """

    texts: int = 64
    characters: int = 200_000
    characters_a_text: int = 32_000
    tries: int = 6
    tries_of_query: int = 2
    longest_pause: float = 30.0
    read_seconds: float = 60.0
    query_seconds: float = 10.0
    silent_seconds: float = 15.0
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class _Way:
    """By which connections something is asked, how often, and whether also after silence."""

    client: BlockingClient
    tries: int
    is_patient: bool = False


class OpenAIEmbeddings:
    """A model behind ``/embeddings``. Its first answer says how long its vectors are."""

    def __init__(
        self, name: str, base_url: str, api_key: str, manner: Manner | None = None
    ) -> None:
        self._model = name.removeprefix(SERVED)
        self._manner = manner or Manner()
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._server = urlsplit(base_url).netloc.rpartition("@")[2] or base_url
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        client = BlockingClient(Limits(read_seconds=self._manner.read_seconds))
        quick = BlockingClient(Limits(read_seconds=self._manner.query_seconds))
        self._way_of_passages = _Way(client, self._manner.tries, is_patient=True)
        self._way_of_queries = _Way(quick, self._manner.tries_of_query)
        self._silent_until = 0.0
        self._dimensions = 0
        # A server may have to load the model for its first answer, so that is waited for longer.
        first = _Way(client, self._manner.tries_of_query)
        self._dimensions = self._embed([PROBE], first).shape[1]

    @property
    def name(self) -> str:
        """The name under which a knowledge base pins this model."""
        return f"{SERVED}{self._model}"

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._dimensions

    @property
    def languages(self) -> frozenset[str] | None:
        """Nobody says which, so it may be many."""
        return None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found, in the order given; ``(0, dimensions)`` for none."""
        parts = [self._embed(part, self._way_of_passages) for part in self._parts(texts)]
        return np.concatenate([np.empty((0, self._dimensions), np.float32), *parts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of shape ``(dimensions,)`` of a text that searches."""
        if time.monotonic() < self._silent_until:
            raise TimedOut(f"{self._server} did not answer in time a moment ago.")
        (part,) = self._parts([text])
        try:
            vector: NDArray[np.float32] = self._embed(part, self._way_of_queries)[0]
        except TimedOut:
            self._silent_until = time.monotonic() + self._manner.silent_seconds
            raise
        return vector

    def _parts(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """As many texts as one request may bring; of each only its beginning."""
        part: list[str] = []
        characters = 0
        for text in texts:
            beginning = text[: self._manner.characters_a_text].encode("utf-8", "replace").decode()
            sent = beginning if beginning.strip() else " "  # some refuse what is empty
            is_full = characters + len(sent) > self._manner.characters
            if part and (is_full or len(part) == self._manner.texts):
                yield part
                part, characters = [], 0
            part.append(sent)
            characters += len(sent)
        if part:
            yield part

    def _embed(self, texts: list[str], way: _Way) -> Vectors:
        """Ask; where it is too much for the server, ask for less at once."""
        answer = self._ask(texts, way)
        if answer.status == 200:
            return self._read(answer, len(texts))
        if not _is_too_much(answer) or (len(texts) == 1 and len(texts[0]) <= SHORTEST_CUT):
            raise self._refusal(answer)
        if len(texts) == 1:
            return self._embed([texts[0][: len(texts[0]) // 2]], way)
        half = len(texts) // 2
        return np.concatenate([self._embed(texts[:half], way), self._embed(texts[half:], way)])

    def _ask(self, texts: list[str], way: _Way) -> Answer:
        """Ask until there is an answer that would be the same another time."""
        content = {"model": self._model, "input": texts, "encoding_format": "base64"}
        for failures in range(1, way.tries + 1):
            try:
                answer = way.client.post(self._url, content, self._headers)
                if not _may_pass(answer):
                    return answer
                problem: BackendBusy = self._busy(answer)
            except BackendBusy as error:
                if isinstance(error, TimedOut) and not way.is_patient:
                    raise
                problem = error
            wait = max(problem.retry_after, 2.0**failures / 4)
            if failures == way.tries or wait > self._manner.longest_pause:
                raise problem
            log.info("%s is asked again in %.1f s: %s", self._server, wait, problem.message)
            self._manner.pause(wait)
        raise AssertionError("there is at least one try")

    def _read(self, answer: Answer, count: int) -> Vectors:
        try:
            reply = answer.json()
        except ValueError as error:
            raise EmbeddingsInvalid(f"{self._server} sent an answer that is no JSON.") from error
        vectors = vectors_of(reply, count, self._server)
        if self._dimensions not in (0, vectors.shape[1]):
            msg = (
                f"“{self.name}” at {self._server} answered vectors of {self._dimensions} "
                f"dimensions at first, and now of {vectors.shape[1]}."
            )
            raise DimensionsChanged(msg)
        return vectors

    def _busy(self, answer: Answer) -> EmbeddingsBusy:
        what = "has had too many requests" if answer.status == 429 else "cannot answer now"
        msg = f"{self._server} {what} (status {answer.status})."
        return EmbeddingsBusy(msg, seconds_to_wait(answer.retry_after))

    def _refusal(self, answer: Answer) -> EmbeddingsRefused:
        """The server's own words stay with it: they may repeat what it was sent."""
        status = answer.status
        if status == 401 and not self._headers:
            what = "wants an API key for embeddings, and none is set"
        elif status in (401, 403):
            what = f"does not let this API key use “{self.name}”"
        elif status == 404:
            what = f"knows no embedding model “{self._model}”"
        elif _is_too_much(answer):
            what = f"finds even a short text too long for “{self.name}”"
        else:
            what = f"refuses to embed with “{self.name}” (status {status})"
        return EmbeddingsRefused(f"{self._server} {what}.")


def _may_pass(answer: Answer) -> bool:
    if answer.status in (408, 409, 425, 429):
        return True
    return answer.status >= 500 and not _is_too_much(answer)


def _is_too_much(answer: Answer) -> bool:
    """Whether the server would take less: it says so by status, or in its words."""
    said = answer.body[:2000].decode("utf-8", "replace").lower()
    is_refused = answer.status in (400, 422, 500)
    return answer.status == 413 or (is_refused and any(phrase in said for phrase in _TOO_MUCH))
