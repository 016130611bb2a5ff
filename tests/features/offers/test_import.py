"""Stores of offers with vectors, brought in."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from folioscope.features.offers.npz_store import StoreInvalid, read_store
from folioscope.features.offers.store_documents import document_of
from folioscope.settings.values import Settings
from tests.features.offers.scripted_board import ScriptedBoard
from tests.opened_terminal import open_terminal
from tests.scripted_embeddings import HashingEmbeddings

TEXTS = [
    "Bake bread at night in Lyon.",
    "Write Python for a bank in Berlin.",
    "Drive a truck across Spain.",
]


class Canary:
    """Writes a file when it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> Any:
        return Path.touch, (self.place,)


def saved(path: Path, **arrays: Any) -> Path:
    np.savez(path, **arrays)
    return path


def vectors() -> Any:
    return HashingEmbeddings().embed_passages(TEXTS)


async def test_vectors_are_taken_over_and_found(settings: Settings, tmp_path: Path) -> None:
    store = saved(
        tmp_path / "vie_embeddings.npz",
        embeddings=vectors() * 3,
        texts=np.array(TEXTS),
        titles=np.array(["Baker", "Developer", "Driver"]),
        ids=np.arange(3),
    )
    async with open_terminal(settings) as line:
        refused = await line.run("offers", "import", store, "old")
        assert "does not tell which model made its vectors" in refused.told
        model = settings.embedding_model
        said = await line.succeed("offers", "import", store, "old", "--vectors-of", model)
        assert said.out == "“old” is imported: 3 offers.\n"
        found = json.loads((await line.succeed("search", "python", "--kb", "old", "--json")).out)
        assert "Write Python for a bank" in json.dumps(found[0])
        anew = await line.succeed("offers", "import", store, "anew", "--model", model, "--json")
        assert json.loads(anew.out)["documents"] == 3


async def test_vectors_of_another_model_are_refused(settings: Settings, tmp_path: Path) -> None:
    other = np.random.default_rng(1).normal(size=vectors().shape)
    store = saved(tmp_path / "s.npz", embeddings=other, texts=np.array(TEXTS))
    async with open_terminal(settings) as line:
        model = settings.embedding_model
        refused = await line.run("offers", "import", store, "old", "--vectors-of", model)
        assert "are not by the" in refused.told
        assert "old" not in (await line.succeed("kb", "list")).out


async def test_an_export_with_vectors_comes_back(
    settings: Settings, board: ScriptedBoard, tmp_path: Path
) -> None:
    async with open_terminal(settings) as line:
        add = ("--backend", "scripted", "--slug", "bakeries")
        await line.succeed("offers", "board", "add", "jobs", *add)
        await line.succeed("offers", "sync", "jobs")
        await line.succeed("offers", "export", tmp_path / "o.npz")
        told = json.loads(
            (await line.succeed("offers", "import", tmp_path / "o.npz", "back", "--json")).out
        )
        assert (told["documents"], told["left_out"]) == (len(board.postings), 0)


async def test_t15_python_objects_are_never_unpickled(settings: Settings, tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    told = np.array([Canary(planted)] * 3, dtype=object)
    store = saved(tmp_path / "s.npz", embeddings=vectors(), metadata=told)
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps([{"missionTitle": text, "text": text} for text in TEXTS]))
    async with open_terminal(settings) as line:
        refused = await line.run("offers", "import", store, "old")
        assert "could run whatever somebody put there" in refused.told
        given = ("--rows", rows, "--vectors-of", settings.embedding_model)
        await line.succeed("offers", "import", store, "old", *given)
    assert not planted.exists()


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"embeddings": np.zeros((3, 4), np.float32), "texts": np.array(TEXTS)},
        {"embeddings": np.full((3, 4), np.nan), "texts": np.array(TEXTS)},
        {"embeddings": np.ones((2, 4)), "metadata": np.array(json.dumps([{"text": "a"}]))},
        {"embeddings": np.ones((3, 4)), "metadata": np.array("[[[")},
        {"embeddings": np.ones((3, 4)), "metadata": np.array("[1, 2, 3]")},
        {"embeddings": np.ones((3, 4))},
        {"embeddings": np.ones((0, 4)), "texts": np.array([], dtype="U1")},
        {"a": np.ones((3, 4)), "b": np.ones((3, 4)), "texts": np.array(TEXTS)},
        {"embeddings": np.ones((3, 4)), "ids": np.arange(3)},
    ],
)
def test_a_store_that_does_not_fit_together_is_refused(
    tmp_path: Path, arrays: dict[str, Any]
) -> None:
    with pytest.raises(StoreInvalid):
        read_store(saved(tmp_path / "s.npz", **arrays))


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    whole = saved(tmp_path / "s.npz", embeddings=np.ones((3, 4)), texts=np.array(TEXTS))
    lying = io.BytesIO()
    head = {"descr": "<f8", "fortran_order": False, "shape": (10**9, 10**6)}
    np.lib.format.write_array_header_1_0(lying, head)
    with zipfile.ZipFile(tmp_path / "huge.npz", "w") as archive:
        archive.writestr("embeddings.npy", lying.getvalue())
    (tmp_path / "cut.npz").write_bytes(whole.read_bytes()[:-40])
    (tmp_path / "text.npz").write_text("no")
    (tmp_path / "empty.npz").touch()
    for name in ("huge", "cut", "text", "empty"):
        with pytest.raises(StoreInvalid, match=name):
            read_store(tmp_path / f"{name}.npz")


def test_a_document_has_no_people_and_says_what_is_told() -> None:
    found = document_of(
        {
            "missionTitle": "BAKER/H-F ../x",
            "missionDescription": "Bake. Write to Zoé Muller at zoe@bakery.example.",
            "missionProfile": "Early riser",
            "organizationName": "Bakery",
            "contactName": "Zoé Muller",
        },
        7,
    )
    assert found is not None
    assert found.file == "BAKER H-F .. x 7.md"
    assert found.text.startswith("# BAKER/H-F ../x\n\n- Company: Bakery\n\nBake. Write to")
    assert found.text[found.start :].startswith("Bake.")
    assert "Muller" not in found.text
    assert "zoe@" not in found.text
    assert document_of({"id": 3, "contactName": "Zoé Muller"}, 1) is None
    other = document_of({"aufgabe": "Brot backen", "ort": "Köln"}, 2)
    assert other is not None
    assert other.text == "aufgabe: Brot backen\n\nort: Köln\n"


def test_a_store_whose_pieces_are_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    np.savez_compressed(path, embeddings=np.random.default_rng(1).random((50, 8)))
    content = bytearray(path.read_bytes())
    content[150:250] = b"\xff" * 100
    path.write_bytes(content)
    with pytest.raises(StoreInvalid, match=r"no whole \.npz"):
        read_store(path)
