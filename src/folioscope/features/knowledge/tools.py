"""What runs that take in documents work with."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.backends.blobs.port import Blobs
from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llms.port import LanguageModel
from folioscope.backends.parsers.port import DocumentReader
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.serve import Indexes


@dataclass(frozen=True)
class Tools:
    """The opened backends, handed down by the wiring.

    ``outliner`` is asked for the parts of CVs; without one they are found by rules.
    """

    database: Database
    blobs: Blobs
    unneeded_files: UnneededFiles
    reader: DocumentReader
    embeddings: EmbeddingModels
    indexes: Indexes
    outliner: LanguageModel | None = None
