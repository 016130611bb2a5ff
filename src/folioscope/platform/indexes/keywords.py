"""BM25 over the texts of chunks, in memory, rebuilt from rows by each process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import tantivy

from folioscope.backends.vectors.port import Ids, Ranking

HEAP_BYTES = 20_000_000
MAX_TERMS = 128
# A word may end in ++ or #: C++, C# and C are three things, and the tokenizer drops signs.
SIGNED = re.compile(r"\b([A-Za-z])(\+\+|#)")
SIGNS = {"++": "plusplus", "#": "sharp"}


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(80))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True)
    builder.add_text_field("text", stored=False, tokenizer_name="words", index_option="freq")
    return builder.build()


def spelled_out(text: str) -> str:
    """The text with the signs of names such as C++ as letters."""
    return SIGNED.sub(lambda found: found[1] + SIGNS[found[2]], text)


ANALYZER = _analyzer()
SCHEMA = _schema()


@dataclass(frozen=True, slots=True)
class KeywordView:
    """The index as it was at one moment; later changes do not reach it."""

    searcher: tantivy.Searcher

    def search(self, text: str, k: int, allowed: Ids | None) -> Ranking:
        """Chunks with BM25 scores, best first. Any text is legal; it is only ever words."""
        terms = dict.fromkeys(ANALYZER.analyze(spelled_out(text)))
        wanted = [
            tantivy.Query.term_query(SCHEMA, "text", term) for term in list(terms)[:MAX_TERMS]
        ]
        if not wanted:
            return Ranking(np.empty(0, np.int64), np.empty(0, np.float32))
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in wanted])
        if allowed is not None:
            among = tantivy.Query.term_set_query(SCHEMA, "id", allowed.tolist())
            only = tantivy.Query.const_score_query(among, 0.0)
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)]
            )
        hits = self.searcher.search(query, k).hits
        ids = [self.searcher.doc(address)["id"][0] for _, address in hits]
        return Ranking(np.array(ids, np.int64), np.array([score for score, _ in hits], np.float32))


class KeywordIndex:
    """Chunks by their words. Changes are made in one thread at a time; views may be anywhere."""

    def __init__(self) -> None:
        self._index = tantivy.Index(SCHEMA)
        self._index.register_tokenizer("words", ANALYZER)

    def change(self, added: Iterable[tuple[int, str]], removed: Sequence[int]) -> KeywordView:
        """Add and remove chunks, and give the view that has all of it."""
        writer = self._index.writer(HEAP_BYTES, 1)
        for chunk_id in removed:
            writer.delete_documents_by_term("id", chunk_id)
        for chunk_id, text in added:
            writer.delete_documents_by_term("id", chunk_id)  # of a change that failed half way
            writer.add_document(tantivy.Document(id=chunk_id, text=spelled_out(text)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        return KeywordView(self._index.searcher())
