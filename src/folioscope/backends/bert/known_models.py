"""Models that are known by name: how texts are put to them, and what they are good for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Pooling = Literal["mean", "cls"]
Use = Literal["embedding", "reranker"]

ENGLISH = frozenset({"en"})
_GRANITE = frozenset("ar cs de en es fr it ja ko nl pt zh".split())
_BGE_QUERY = "Represent this sentence for searching relevant passages: "


@dataclass(frozen=True)
class KnownModel:
    """What the files of a model do not say, or not all copies of them.

    ``languages`` are those it understands, as ISO 639-1 names them; None if it is meant for many.
    """

    dimensions: int
    max_tokens: int
    languages: frozenset[str] | None
    purpose: str
    pooling: Pooling = "mean"
    query_prompt: str = ""
    passage_prompt: str = ""
    use: Use = "embedding"


def _e5(dimensions: int, purpose: str, languages: frozenset[str] | None = None) -> KnownModel:
    return KnownModel(
        dimensions,
        512,
        languages,
        purpose,
        query_prompt="query: ",
        passage_prompt="passage: ",
    )


def _asking(dimensions: int, purpose: str) -> KnownModel:
    """One of those for English that are told which text is the question."""
    return KnownModel(dimensions, 512, ENGLISH, purpose, "cls", query_prompt=_BGE_QUERY)


KNOWN_MODELS: Mapping[str, KnownModel] = {
    "sentence-transformers/all-MiniLM-L12-v2": KnownModel(
        384, 128, ENGLISH, "English, short texts; twice the layers of L6"
    ),
    "sentence-transformers/multi-qa-MiniLM-L6-cos-v1": KnownModel(
        384, 512, ENGLISH, "English, made for questions; as large as all-MiniLM-L6-v2"
    ),
    "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2": KnownModel(
        384, 128, None, "50 languages, short texts"
    ),
    "intfloat/multilingual-e5-small": _e5(384, "100 languages; the first choice beside English"),
    "intfloat/multilingual-e5-base": _e5(768, "100 languages, larger"),
    "intfloat/multilingual-e5-large": _e5(1024, "100 languages, large and slow"),
    "intfloat/e5-small-v2": _e5(384, "English", ENGLISH),
    "BAAI/bge-small-en-v1.5": _asking(384, "English, made for search; twice the layers of L6"),
    "BAAI/bge-base-en-v1.5": _asking(768, "English, made for search; larger"),
    "BAAI/bge-large-en-v1.5": _asking(1024, "English, large and slow"),
    "mixedbread-ai/mxbai-embed-large-v1": _asking(1024, "English, large and slow"),
    "Snowflake/snowflake-arctic-embed-xs": _asking(384, "English, small"),
    "Snowflake/snowflake-arctic-embed-s": _asking(384, "English, small"),
    "thenlper/gte-small": KnownModel(384, 512, ENGLISH, "English, small"),
    "thenlper/gte-base": KnownModel(768, 512, ENGLISH, "English, larger"),
    "ibm-granite/granite-embedding-107m-multilingual": KnownModel(
        384, 512, _GRANITE, "12 languages, small", "cls"
    ),
    "cross-encoder/ms-marco-MiniLM-L6-v2": KnownModel(
        384, 512, ENGLISH, "reranks English", "cls", use="reranker"
    ),
    "cross-encoder/mmarco-mMiniLMv2-L12-H384-v1": KnownModel(
        384, 512, None, "reranks 14 languages and more", "cls", use="reranker"
    ),
}
"""By the id of their repository on the Hugging Face hub."""

_BY_SHORT_NAME = {name.partition("/")[2].lower(): name for name in KNOWN_MODELS}


def repository_of(name: str) -> str:
    """The repository that a known model is in, however short it is called."""
    return _BY_SHORT_NAME.get(name.lower(), name)
