"""Whether a model in a file can answer, told without what is needed to ask it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from folioscope.backends.llms.gguf_file import GGUFUnusable, read_gguf

PACKAGE = "xllamacpp"
HOW_TO_INSTALL = (
    "Local models are run by llama.cpp, which is not installed: pip install 'folioscope[local]'."
)


def why_not_ready(path: str) -> str:
    """Why a file cannot answer, without loading it; empty if it can."""
    if not path:
        return "No GGUF file is set."
    if not is_installed():
        return HOW_TO_INSTALL
    try:
        read_gguf(Path(path).expanduser().absolute())
    except GGUFUnusable as error:
        return error.message
    return ""


def is_installed() -> bool:
    """Whether llama.cpp is here."""
    return find_spec(PACKAGE) is not None
