"""The port for models that are kept on this machine: which there are, and bringing more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from folioscope.errors import BackendBusy, BackendFailed, Conflict, Forbidden, Invalid, NotFound

State = Literal["ready", "available", "unfinished", "damaged", "missing", "served"]
"""``available`` may be pulled, ``unfinished`` is half pulled, ``missing`` is needed and not here,
``served`` is run by a server elsewhere."""

Use = Literal["embedding", "reranker"]

Tell = Callable[[str, int, int], Awaitable[None]]
"""(file, bytes so far, bytes in all): how far a pull is."""


class RepositoryUnknown(NotFound):
    """The hub has no such repository, or does not show it to us."""

    code = "model_repository_unknown"


class RevisionUnknown(NotFound):
    """The repository has no such branch, tag or commit."""

    code = "model_revision_unknown"


class ModelGated(Forbidden):
    """A repository whose owner lets in whom he chooses."""

    code = "model_gated"


class ModelNotUsable(Invalid):
    """A repository whose model cannot be run here, found out before its weights came."""

    code = "model_not_usable"


class ModelTooLarge(Invalid):
    """A model that is larger than a setting allows, or than the disk has room for."""

    code = "model_too_large"


class HubBusy(BackendBusy):
    """The hub has had too many requests, or cannot answer now."""

    code = "hub_busy"


class HubFailed(BackendFailed):
    """The hub answered what makes no sense."""

    code = "hub_failed"


class FileAltered(BackendFailed):
    """What came is not what the hub said it would be."""

    code = "model_file_altered"


class PullActive(Conflict):
    """The model is being pulled already."""

    code = "pull_active"


class ModelNotKept(NotFound):
    """No pulled model goes by that name."""

    code = "model_not_found"


class ModelFixed(Conflict):
    """A model that did not come by pulling and does not go by removing."""

    code = "model_fixed"


@dataclass(frozen=True)
class KeptModel:
    """A model, as it is shown.

    ``languages`` are those it understands, as ISO 639-1 names them; None if it is meant for many.
    """

    name: str
    state: State
    use: Use
    dimensions: int | None
    max_tokens: int | None
    languages: frozenset[str] | None
    purpose: str
    bytes: int
    licence: str | None


class ModelShelf(Protocol):
    """The models of this machine. Plain functions read the disk: call them off the event loop."""

    def full_name(self, name: str) -> str:
        """The name a base pins: with the commit where a pulled model is meant; else as it is."""
        ...

    def check_name(self, name: str) -> str:
        """The repository, with the revision if one is named; an error for what is none."""
        ...

    def models(self) -> Sequence[KeptModel]:
        """Those that are here, then those that are known and could be."""
        ...

    async def pull(self, name: str, tell: Tell) -> KeptModel:
        """Fetch a model of a hub; what an earlier attempt has brought is not fetched again."""
        ...

    def remove(self, name: str) -> int:
        """Delete a pulled model, or what there is of it; the bytes that are free now."""
        ...

    def drop_unfinished(self, name: str) -> None:
        """Delete what an attempt to pull has left."""
        ...
