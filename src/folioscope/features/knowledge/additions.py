"""Which of the files that came are new to a base, and what they take the place of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from folioscope.platform.database.base import new_id


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file whose bytes are stored, and the name it came with."""

    path: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Known:
    """A document of a base: the file it came of, by name and content."""

    document_id: str
    source: str
    digest: str
    state: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: a document that is new, or the one of its content."""

    file: Incoming
    document_id: str
    is_new: bool


class Additions:
    """Files in the order they came, each seeing what those before it did.

    The same content is kept once. A file of a known name with other content is a document beside
    the old one, whose place it takes when it can be found.
    """

    def __init__(self, known: Iterable[Known]) -> None:
        self.taken: list[Taken] = []
        self.gone: set[str] = set()
        self._of_digest: defaultdict[str, dict[str, Known]] = defaultdict(dict)
        self._of_source: defaultdict[str, dict[str, Known]] = defaultdict(dict)
        self._fresh: dict[str, Taken] = {}
        for document in known:
            self._have(document)

    @property
    def fresh(self) -> list[Taken]:
        """The documents to be made; a later file of the same name may have replaced some."""
        return list(self._fresh.values())

    def take(self, file: Incoming) -> None:
        """Decide on the next file."""
        # All empty files are alike, and each is to be named as what it is.
        same = list(self._of_digest[file.digest].values()) if file.size else []
        of_name = list(self._of_source[file.path].values())
        kept = next((document for document in same if document.state != "failed"), None)
        if kept is not None:
            self._drop(one for one in of_name if one.digest != file.digest)
            self.taken.append(Taken(file, kept.document_id, is_new=False))
            return
        self._drop(one for one in of_name if one.state != "ready")
        self._drop(same)
        taken = Taken(file, new_id(), is_new=True)
        self._have(Known(taken.document_id, file.path, file.digest, "stored"))
        self._fresh[taken.document_id] = taken
        self.taken.append(taken)

    def _have(self, document: Known) -> None:
        self._of_digest[document.digest][document.document_id] = document
        self._of_source[document.source][document.document_id] = document

    def _drop(self, documents: Iterable[Known]) -> None:
        for document in documents:
            self._of_digest[document.digest].pop(document.document_id, None)
            self._of_source[document.source].pop(document.document_id, None)
            if self._fresh.pop(document.document_id, None) is None:
                self.gone.add(document.document_id)
