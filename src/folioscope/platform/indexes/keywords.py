"""BM25 over the terms of chunks, in memory or in a folder; always rebuildable from rows.

All languages share one field, in which stand the terms that the language of each chunk makes of
its words. So how rare a term is and how long a chunk is are counted over the whole base, and the
few chunks of a second language are neither favoured nor lost.

The score of a chunk is the sum over the terms of the query, with k1 = 1.2 and b = 0.75:
ln(1 + (N - n + 0.5) / (n + 0.5)) · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy

from folioscope.backends.vectors.port import Ids, Ranking, nothing
from folioscope.errors import BackendFailed
from folioscope.platform.indexes.analysis import analysis_of
from folioscope.platform.indexes.keyword_query import LANGUAGE, TERMS, Question, asked, queries

HEAP_BYTES = 20_000_000
MOST_CHOSEN_FROM = 10_000  # chunks; beyond, it is quicker to let the index look for the allowed
SPARE = 1.5
TIES = 32  # asked for beyond the last place, so that equal chunks there have one order


class KeywordIndexUnreadable(BackendFailed):
    """What lies in the folder is no index that this version can open."""

    code = "keyword_index_unreadable"


class KeywordIndexUnwritable(BackendFailed):
    """There is no room for what changes, or it cannot be written for another reason."""

    code = "keyword_index_unwritable"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field(LANGUAGE, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TERMS, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


SCHEMA = _schema()


@dataclass(frozen=True, slots=True)
class KeywordView:
    """The index as it was at one moment; later changes do not reach it."""

    searcher: tantivy.Searcher

    def search(self, text: str, k: int, allowed: Ids | None) -> Ranking:
        """Chunks with BM25 scores, best first. Any text is legal; it is only ever words."""
        return self.best(question_of(text, [self]), k, allowed)

    def best(self, question: Question, k: int, allowed: Ids | None) -> Ranking:
        """The same for words whose weights are those in several indexes."""
        terms = queries(SCHEMA, self.searcher, question)
        if not terms or not k:
            return nothing()
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        if allowed is None:
            return _best(self._found(query, k + TIES), k)
        return _best(self._found_among(query, k + TIES, allowed), k)

    def _found_among(self, query: tantivy.Query, k: int, allowed: Ids) -> Ranking:
        """The best of those allowed: chosen from the best of all where these are many enough."""
        if not len(allowed):
            return nothing()
        asked = int(SPARE * k * max(1, self.searcher.num_docs / len(allowed)))
        if asked <= MOST_CHOSEN_FROM:
            found = self._found(query, asked)
            chosen = np.isin(found.ids, allowed)
            if chosen.sum() >= k or len(found.ids) < asked:
                return Ranking(found.ids[chosen], found.scores[chosen])
        among = tantivy.Query.term_set_query(SCHEMA, "id", allowed.tolist())
        only = tantivy.Query.const_score_query(among, 0.0)
        both = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)]
        return self._found(tantivy.Query.boolean_query(both), k)

    def _found(self, query: tantivy.Query, k: int) -> Ranking:
        hits = self.searcher.search(query, k, count=False).hits
        ids = self.searcher.fast_field_values("id", [address for _, address in hits])
        return Ranking(np.array(ids, np.int64), np.array([score for score, _ in hits], np.float32))


def question_of(text: str, views: Sequence[KeywordView]) -> Question:
    """What to look for in all of these, so that their scores can be compared."""
    return asked(text, [view.searcher for view in views])


def _best(found: Ranking, k: int) -> Ranking:
    """The first of them; of equal chunks the older one first, wherever in the index they lie."""
    order = np.lexsort((found.ids, -found.scores))[:k]
    return Ranking(found.ids[order], found.scores[order])


class KeywordIndex:
    """Chunks by their words. Changes are made in one thread at a time; views may be anywhere.

    With a folder the index lives there, and goes on with what is there already. It is a large one
    then, whose parts are merged behind its changes.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None
        try:
            self._index = tantivy.Index(SCHEMA, None if folder is None else str(folder))
        except (ValueError, OSError) as error:
            raise KeywordIndexUnreadable(f"{folder} holds no keyword index: {error}") from error

    def view(self) -> KeywordView:
        """What is in the index now."""
        try:
            self._index.reload()
        except (ValueError, OSError) as error:
            raise KeywordIndexUnreadable(f"{self._folder}: {error}") from error
        return KeywordView(self._index.searcher())

    def change(
        self, added: Iterable[tuple[int, str, str | None]], removed: Sequence[int]
    ) -> KeywordView:
        """Add chunks (id, text, language) and remove some, and give the view that has it all.

        What fails changes nothing for views, and may be tried again.
        """
        try:
            self._write(added, removed)
        except (ValueError, OSError) as error:
            msg = f"The index of words in {self._folder or 'memory'} cannot be written: {error}"
            raise KeywordIndexUnwritable(msg) from error
        return self.view()

    def _write(self, added: Iterable[tuple[int, str, str | None]], removed: Sequence[int]) -> None:
        # Of a change that failed half way, the same chunks may be there already.
        replaces = self._index.searcher().num_docs > 0
        writer, self._writer = self._writer or self._index.writer(HEAP_BYTES, 1), None
        for chunk_id in removed:
            writer.delete_documents_by_term("id", chunk_id)
        for chunk_id, text, language in added:
            analysis = analysis_of(language)
            if replaces:
                writer.delete_documents_by_term("id", chunk_id)
            terms = analysis.terms(text)
            document = tantivy.Document(id=chunk_id, language=analysis.language, terms=terms)
            writer.add_document(document)
        writer.commit()
        if self._folder is None:
            writer.wait_merging_threads()
        else:
            self._writer = writer

    def settle(self) -> None:
        """Wait until its parts are merged: until the next change no file of it changes then."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None
