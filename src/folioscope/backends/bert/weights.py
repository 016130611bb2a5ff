"""The weights of a model: whether they are the right ones, and what is in them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from folioscope.backends.bert.model_sources import WEIGHTS, ModelSource
from folioscope.errors import BackendFailed

Tensor = NDArray[np.float32]

# Checkpoints of a model with a head carry a prefix: `bert.embeddings...`.
_NETWORK_TENSOR = re.compile(r"(?:^|\.)((?:embeddings|encoder|pooler|classifier)\..+)")
# Checkpoints from TensorFlow call the two tensors of a layer norm so.
_OLD_ENDINGS = {".gamma": ".weight", ".beta": ".bias"}


class WeightsAltered(BackendFailed):
    """The weights are not the ones that were published under this name."""

    code = "weights_altered"


class WeightsUnreadable(BackendFailed):
    """The file of weights cannot be read."""

    code = "weights_unreadable"


def checked_digest(source: ModelSource, file: str = WEIGHTS) -> str:
    """Answer the SHA-256 of the weights; raise when it is not the expected one."""
    path = source.directory / file
    try:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        message = f"The weights {path} cannot be read: {error.strerror}"
        raise WeightsUnreadable(message) from error
    if source.sha256 is not None and digest != source.sha256:
        message = (
            f"The weights of {source.name} in {path} are damaged or not the published ones: their "
            f"SHA-256 is {digest}, not {source.sha256}. Install them again."
        )
        raise WeightsAltered(message)
    return digest


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read the tensors of the network by their plain names, as float32."""
    try:
        with safe_open(path, framework="numpy") as file:
            stored_names = file.keys()
            return {
                name: file.get_tensor(stored_name).astype(np.float32, copy=False)
                for stored_name in stored_names
                if (name := plain_name(stored_name)) is not None
            }
    except (SafetensorError, OSError, TypeError) as error:
        message = f"The weights {path} cannot be read: {error}"
        raise WeightsUnreadable(message) from error


def plain_name(stored_name: str) -> str | None:
    """Answer the name without prefix and old spellings; None for what is not of the network."""
    found = _NETWORK_TENSOR.search(stored_name)
    if found is None or stored_name.endswith("position_ids"):
        return None
    name = found[1]
    for old, new in _OLD_ENDINGS.items():
        if name.endswith(old):
            return name.removesuffix(old) + new
    return name
