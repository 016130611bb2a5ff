"""A hub with a tiny model on it, and settings of a program that pulls from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from folioscope.settings.values import Settings
from tests.backends.bert.tiny_bert import write_model
from tests.hub_server import HubServer

TINY = "acme/tiny-bert"
TALL = "acme/tall-bert"


def filled_hub(folder: Path) -> HubServer:
    """A hub with two models of different weights."""
    hub = HubServer()
    write_model(folder / "tiny")
    (folder / "tiny" / "README.md").write_text("---\nlicense: mit\nlanguage: en\n---\n")
    hub.put(TINY, folder / "tiny")
    write_model(folder / "tall", layer_norm_eps=1e-5)
    hub.put(TALL, folder / "tall")
    return hub


def pulling_settings(database_url: str, data_dir: Path, hub: HubServer) -> Settings:
    """Settings whose embedding models are real ones."""
    names: dict[str, Any] = {"HF_ENDPOINT": hub.endpoint, "HF_TOKEN": ""}
    folders: dict[str, Any] = {"data_dir": data_dir, "database_url": database_url}
    return Settings(_env_file=None, **folders, **names)
