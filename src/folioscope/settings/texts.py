"""Settings as they are written in the environment: folders, addresses, lists and pairs.

What cannot be read is a ``ValueError`` that says how it is to be written.
"""

from __future__ import annotations

import json
import os
import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

NEXT_PAIR = re.compile(r",(?=[^,\s=]+=|\s|$)")
"""The comma before another pair, as one may also be in the middle of an address."""


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
    """Names apart by spaces or commas, or a JSON list."""
    if not text.lstrip().startswith("["):
        return text.replace(",", " ").split()
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        msg = "this is no JSON list; names may also be apart by spaces or commas"
        raise ValueError(msg) from error


def bare_host(text: str) -> str:
    """The name or number of a host, as it is; a ``ValueError`` where there is more than that."""
    name = text.removeprefix("[").removesuffix("]")
    if _is_host(name):
        return text
    parts = _parts(text if "://" in text else f"//{text}")
    named = parts and _is_host(parts.hostname or "") and parts.hostname
    msg = f"“{text}” is not the bare name of a host" + (f": write {named}" if named else "")
    raise ValueError(msg)


def _is_host(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        # The name comes as it stands in the header, so one of other letters is in its “xn--” form.
        return re.fullmatch(r"[A-Za-z0-9._-]+", name) is not None
    return True


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def read_addresses(text: str) -> object:
    """Addresses by name: “name=https://…” apart by spaces or commas, or a JSON object."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            msg = "this is no JSON object; “name=https://…” may also be apart by spaces or commas"
            raise ValueError(msg) from error
    pairs = [pair.partition("=") for pair in NEXT_PAIR.sub(" ", text).split()]
    if not all(name and is_address(address) for name, _, address in pairs):
        msg = "give “name=https://…”, several apart by spaces or commas, or a JSON object"
        raise ValueError(msg)
    return {name: address for name, _, address in pairs}


def read_prices(text: str) -> object:
    """Two prices by name: “name=IN/OUT” apart by spaces or commas, or a JSON object of pairs."""
    told = (
        "give “model=IN/OUT”, several apart by spaces or commas, or a JSON object of pairs of "
        "numbers"
    )
    try:
        if text.lstrip().startswith("{"):
            return json.loads(text)
        pairs = [pair.rpartition("=") for pair in NEXT_PAIR.sub(" ", text).split()]
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
