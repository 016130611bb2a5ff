"""The retriever for LangChain, over a server with a key and over an opened data folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from folioscope.backends.registry import BACKENDS
from folioscope.doors.configuration import read_settings
from folioscope.doors.connection import connect
from folioscope.doors.langchain import FolioscopeRetriever, open_retriever
from folioscope.doors.lock import find_holder
from folioscope.errors import BackendBusy, NotFound, Unauthenticated
from folioscope.features.knowledge.asking import base_address
from folioscope.platform.terminal.following import result_of
from folioscope.platform.terminal.sending import Sending
from tests.running_program import ROOT, Place, serving
from tests.scripted_program import EMBEDDINGS

ADA = "Ada Byron has run Kubernetes in production for six years."


@pytest.fixture
async def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a base in it."""
    monkeypatch.setitem(BACKENDS, "embeddings", EMBEDDINGS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLIOSCOPE_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "ada.txt").write_text(ADA)
    async with connect(read_settings()) as client:
        await client.post("/api/kbs", {"name": "people"})
        sending = Sending([("ada.txt", tmp_path / "ada.txt")], {})
        accepted = await client.upload(f"{base_address('people')}/documents", sending)
        await result_of(client, accepted["run_id"])
    return tmp_path / "data"


async def test_a_passage_is_a_document_with_its_place(folder: Path) -> None:
    (found,) = await FolioscopeRetriever(kb="people", k=3).ainvoke("Kubernetes in production")
    assert found.page_content == ADA
    assert (found.metadata["path"], found.metadata["kb"]) == ("ada.txt", "people")
    assert found.id == str(found.metadata["chunk_id"])


async def test_a_chain_may_ask_without_waiting_for_a_loop(folder: Path) -> None:
    def texts(found: list[Document]) -> list[str]:
        return [one.page_content for one in found]

    chain = FolioscopeRetriever() | RunnableLambda(texts)
    assert chain.invoke("Kubernetes") == [ADA]  # in the midst of a running loop


async def test_an_opened_program_answers_many_searches(folder: Path) -> None:
    async with open_retriever(kb=["people"]) as retriever:
        for _ in range(3):
            assert [one.page_content for one in await retriever.ainvoke("Kubernetes")] == [ADA]


async def test_a_search_is_narrowed(folder: Path) -> None:
    retriever = FolioscopeRetriever(filters={"paths": ["nothing/*"]})
    assert await retriever.ainvoke("Kubernetes") == []


async def test_a_base_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(NotFound, match="nope"):
        await FolioscopeRetriever(kb="nope").ainvoke("Kubernetes")


@pytest.mark.slow
async def test_a_server_is_asked_with_a_key(folder: Path) -> None:
    with serving(Place(folder, {})):
        holder = find_holder(folder)
        assert holder is not None
        retriever = FolioscopeRetriever(url=holder.url, api_key=holder.token, kb="people")
        assert [one.page_content for one in await retriever.ainvoke("Kubernetes")] == [ADA]
        assert holder.token not in repr(retriever)
        with pytest.raises(Unauthenticated):
            await FolioscopeRetriever(url=holder.url, api_key="fsk_wrong").ainvoke("Kubernetes")


async def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(BackendBusy, match=r"The server at http://127\.0\.0\.1:9"):
        await FolioscopeRetriever(url="http://127.0.0.1:9").ainvoke("Kubernetes")


def test_without_langchain_the_extra_is_named(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['langchain_core'] = None; import folioscope.doors.langchain"
    said = subprocess.run(
        [sys.executable, "-c", hidden],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert "pip install 'folioscope[langchain]'" in said.stderr
