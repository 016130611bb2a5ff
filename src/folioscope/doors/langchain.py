"""A retriever for LangChain: passages of knowledge bases as documents, with their citations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from pydantic import Field, PrivateAttr, SecretStr

from folioscope.doors.configuration import read_settings
from folioscope.doors.connection import connect
from folioscope.errors import Invalid
from folioscope.outbound.http import open_client
from folioscope.platform.terminal.client import ApiClient


class LangChainMissing(Invalid):
    """The retriever, without the library it is for."""

    code = "langchain_missing"


try:
    from langchain_core.callbacks import (
        AsyncCallbackManagerForRetrieverRun,
        CallbackManagerForRetrieverRun,
    )
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ModuleNotFoundError as error:
    msg = "The retriever needs the extra “langchain”: pip install 'folioscope[langchain]'."
    raise LangChainMissing(msg) from error


class FolioscopeRetriever(BaseRetriever):
    """Searches a server at ``url`` with an API key, or the data folder of the settings.

    ``kb`` names a base or several, all by default. A document has the passage as its text, and
    the rest of a hit as its metadata: path, page, chunk_id, score and more. Raises the errors of
    ``folioscope.errors``.
    """

    url: str | None = None
    api_key: SecretStr = SecretStr("")
    kb: str | list[str] | None = None
    k: int = Field(8, ge=1, le=100)
    filters: dict[str, Any] = Field(default_factory=dict)
    rerank: bool | None = None
    _client: ApiClient | None = PrivateAttr(default=None)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # LangChain calls it so
    ) -> list[Document]:
        # In a thread of its own, so that it works where an event loop runs already.
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, self._search(query)).result()

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002  # LangChain calls it so
    ) -> list[Document]:
        if self._client is not None:
            return await self._ask(self._client, query)
        return await self._search(query)

    async def _search(self, query: str) -> list[Document]:
        async with self._connected() as client:
            return await self._ask(client, query)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[ApiClient]:
        if self.url is None:
            async with connect(read_settings()) as client:
                yield client
            return
        async with open_client(self.url) as opened:
            if key := self.api_key.get_secret_value():
                opened.headers["Authorization"] = f"Bearer {key}"
            yield ApiClient(opened, f"The server at {self.url}")

    async def _ask(self, client: ApiClient, query: str) -> list[Document]:
        body = {
            "query": query,
            "kb": self.kb,
            "k": self.k,
            "filters": self.filters,
            "rerank": self.rerank,
        }
        hits = (await client.post("/api/search", body))["hits"]
        return [_document(hit) for hit in hits]


def _document(hit: dict[str, Any]) -> Document:
    metadata = {name: value for name, value in hit.items() if name != "text"}
    return Document(id=str(hit["chunk_id"]), page_content=hit["text"], metadata=metadata)


@asynccontextmanager
async def open_retriever(**options: Any) -> AsyncIterator[FolioscopeRetriever]:
    """A retriever that keeps its connection open, for ``ainvoke`` within the block.

    Where no server runs, this process opens the data folder, once for all searches.
    """
    retriever = FolioscopeRetriever(**options)
    async with retriever._connected() as client:  # noqa: SLF001  # its own module
        retriever._client = client  # noqa: SLF001
        try:
            yield retriever
        finally:
            retriever._client = None  # noqa: SLF001
