"""Name → backend, loaded when it is asked for: the one dynamic import of the program."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from folioscope.errors import Invalid

BACKENDS: dict[str, dict[str, str]] = {
    "blobs": {"disk": "folioscope.backends.blobs.disk:DiskBlobs"},
    "deliveries": {
        "procrastinate": "folioscope.backends.deliveries.procrastinate:Procrastinate",
        "schema": "folioscope.backends.deliveries.procrastinate:schema",
    },
    "embeddings": {"local": "folioscope.backends.embeddings.local:open_local"},
    "llms": {"openai": "folioscope.backends.llms.openai:OpenAIChat"},
    "parsers": {"sandbox": "folioscope.backends.parsers.sandbox:FileReader"},
    "wakeups": {"postgres": "folioscope.backends.wakeups.postgres:PostgresRelay"},
    "vectors": {"faiss": "folioscope.backends.vectors.faiss:FaissIndex"},
}


class BackendUnknown(Invalid):
    """A backend by a name that none has."""

    code = "backend_unknown"


def load(port: str, name: str) -> Any:
    """The class or function that opens the backend; importing it may take a while."""
    if name not in BACKENDS[port]:
        known = ", ".join(sorted(BACKENDS[port]))
        msg = f"There is no “{name}” among {port}; there is: {known}."
        raise BackendUnknown(msg)
    module, _, attribute = BACKENDS[port][name].partition(":")
    return getattr(import_module(module), attribute)
