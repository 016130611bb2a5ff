"""Settings as they are written in the environment: folders, addresses, lists and pairs.

What cannot be read is a ``ValueError`` that says how it is to be written.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit


def default_data_dir() -> Path:
    """The folder that a program keeps its data in on this system."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "folioscope"


def expanded(path: Path) -> Path:
    """A folder with the home of the user that “~” names."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        msg = f"nobody's home folder is known as “{path.parts[0]}”"
        raise ValueError(msg) from error


def is_address(text: str) -> bool:
    """Whether it is an address with a scheme, and its port is none or a number."""
    try:
        return "://" in text and urlsplit(text).port != 0
    except ValueError:
        return False


def read_folders(text: str) -> object:
    """Folders joined by “:”, or a JSON list."""
    if not text.lstrip().startswith("["):
        return [folder for folder in text.split(os.pathsep) if folder]
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        msg = "this is no JSON list; folders may also be joined by “:”"
        raise ValueError(msg) from error


def read_watched(text: str) -> list[tuple[str, object]]:
    """Bases with their folders, joined by “:” or a JSON object."""
    if text.lstrip().startswith("{"):
        return _watched_by_base(text)
    pairs = [pair.partition("=") for pair in text.split(os.pathsep) if pair.strip()]
    if not all(name.strip() and folder.strip() for name, _, folder in pairs):
        msg = "give “base=folder”, several joined by “:”, or a JSON object"
        raise ValueError(msg)
    return [(name.strip(), folder.strip()) for name, _, folder in pairs]


def read_names(text: str) -> object:
    """Names apart by spaces, or a JSON list."""
    if not text.lstrip().startswith("["):
        return text.split()
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        msg = "this is no JSON list; names may also be apart by spaces"
        raise ValueError(msg) from error


def read_addresses(text: str) -> object:
    """Addresses by name: “name=https://…” apart by spaces, or a JSON object."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            msg = "this is no JSON object; “name=https://…” may also be apart by spaces"
            raise ValueError(msg) from error
    pairs = [pair.partition("=") for pair in text.split()]
    if not all(name and is_address(address) for name, _, address in pairs):
        msg = "give “name=https://…”, several apart by spaces, or a JSON object"
        raise ValueError(msg)
    return {name: address for name, _, address in pairs}


def read_prices(text: str) -> object:
    """Two prices by name: “name=IN/OUT” apart by spaces, or a JSON object of pairs."""
    told = "give “model=IN/OUT”, several apart by spaces, or a JSON object of pairs of numbers"
    try:
        if text.lstrip().startswith("{"):
            return json.loads(text)
        pairs = [pair.rpartition("=") for pair in text.split()]
        return {name: [float(each) for each in prices.split("/")] for name, _, prices in pairs}
    except ValueError as error:
        raise ValueError(told) from error


def _watched_by_base(text: str) -> list[tuple[str, object]]:
    try:
        named = json.loads(text)
    except json.JSONDecodeError as error:
        msg = "this is no JSON object; “base=folder” may also be joined by “:”"
        raise ValueError(msg) from error
    listed = {name: each if isinstance(each, list) else [each] for name, each in named.items()}
    return [(name, folder) for name, folders in listed.items() for folder in folders]
