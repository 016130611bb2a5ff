"""What runs that take in documents work with."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.backends.blobs.port import Blobs
from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llm_pool import LanguageModels
from folioscope.backends.parsers.port import DocumentReader
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.serve import Indexes


@dataclass(frozen=True)
class Tools:
    """The opened backends, handed down by the wiring.

    The one chosen of ``outliners`` is asked for the parts of CVs; without they are found by rules.
    """

    database: Database
    blobs: Blobs
    unneeded_files: UnneededFiles
    reader: DocumentReader
    embeddings: EmbeddingModels
    indexes: Indexes
    outliners: LanguageModels | None = None
