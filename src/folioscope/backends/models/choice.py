"""Which files of a repository make a model, and whether they are worth fetching."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from folioscope.backends.bert.model_card import CARD
from folioscope.backends.bert.model_sources import GRAPH, WEIGHTS
from folioscope.backends.models.hub import ListedFile, Listing
from folioscope.backends.models.port import ModelNotUsable, ModelTooLarge

MEGABYTE = 1024 * 1024
NEEDED = ("config.json", "tokenizer.json")
WELCOME = (
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "modules.json",
    "1_Pooling/config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
)
MOST_OF_WEIGHTS = 2_000_000_000  # bytes, since a graph that is made of them is one message
MOST_OF_SMALL = 64 * MEGABYTE
MOST_OF_CARD = MEGABYTE
_DENSE = re.compile(r"\d+_Dense/")
_OTHER_WEIGHTS = {".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".onnx", ".safetensors"}


def small_files(listing: Listing) -> Sequence[ListedFile]:
    """What tells how the model is run, all of it JSON, and the card."""
    for path in NEEDED:
        if path not in listing.files:
            raise ModelNotUsable(f"{listing.repository} cannot be run here: it has no {path}.")
    if any(_DENSE.match(path) for path in listing.files):
        msg = f"{listing.repository} cannot be run here: it ends in a dense layer."
        raise ModelNotUsable(msg)
    chosen = [listing.files[path] for path in (*NEEDED, *WELCOME) if path in listing.files]
    for file in chosen:
        if not 0 <= file.size <= MOST_OF_SMALL:
            msg = f"{file.path} of {listing.repository} is larger than such a file can be."
            raise ModelTooLarge(msg)
    card = listing.files.get(CARD)
    return [*chosen, card] if card and 0 <= card.size <= MOST_OF_CARD else chosen


def weights(listing: Listing, most_bytes: int) -> Sequence[ListedFile]:
    """The files of weights, or of a graph with weights; never what could run when it is read."""
    chosen = next((files for files in _ways(listing) if files), [])
    if not chosen or not all(file.size > 0 for file in chosen):
        raise ModelNotUsable(_without_weights(listing))
    size = sum(file.size for file in chosen)
    if size > most_bytes:
        msg = (
            f"The weights of {listing.repository} have {size // MEGABYTE:,} MB, and "
            f"FOLIOSCOPE_MAX_MODEL_MB allows {most_bytes // MEGABYTE:,}."
        )
        raise ModelTooLarge(msg)
    return chosen


def _ways(listing: Listing) -> Sequence[Sequence[ListedFile]]:
    """The weights alone, which are run faster; else a graph, the rest of it in a second file."""
    alone, graph = listing.files.get(WEIGHTS), listing.files.get(GRAPH)
    rest = listing.files.get(f"{GRAPH}_data")
    whole = [file for file in (graph, rest) if file] if graph else []
    return [[alone] if alone and alone.size <= MOST_OF_WEIGHTS else [], whole]


def _without_weights(listing: Listing) -> str:
    others = sorted(path for path in listing.files if PurePosixPath(path).suffix in _OTHER_WEIGHTS)
    has = f"it has {', '.join(others[:5])}" if others else "it has no weights at all"
    return (
        f"{listing.repository} cannot be run here: it has no {WEIGHTS} up to 2 GB and no {GRAPH}; "
        f"{has}. Only those are read, since reading them can run nothing."
    )
