"""Models come from a hub whole, checked and resumable, or not at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from folioscope.backends.bert.bert_graph import embedding_graph
from folioscope.backends.bert.model_config import UnsupportedModel, read_config
from folioscope.backends.bert.model_sources import ModelNotPulled, find_model
from folioscope.backends.bert.pulled_models import ModelDamaged, ModelNameInvalid
from folioscope.backends.bert.weights import WeightsAltered
from folioscope.backends.embeddings.local import open_local
from folioscope.backends.models import port
from folioscope.backends.models.hub import HubAccess
from folioscope.backends.models.shelf import HubShelf
from folioscope.errors import FolioscopeError
from folioscope.outbound.public_addresses import AddressNotPublic
from tests.backends.bert.tiny_bert import write_json, write_model
from tests.hub_server import HubServer, serving

REPOSITORY = "acme/tiny-bert"
CARD = b"---\nlicense: mit\nlanguage:\n- en\n- fr\n---\n# Tiny\n"


@dataclass
class Shelf:
    """A shelf that never really waits, and what happened to it."""

    folder: Path
    hub: HubServer
    token: str = ""
    most_bytes: int = 10_000_000
    pauses: list[float] = field(default_factory=list)
    told: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def opened(self) -> HubShelf:
        async def pause(seconds: float) -> None:
            self.pauses.append(seconds)

        access = HubAccess(self.hub.endpoint, self.token, self.most_bytes)
        return HubShelf(self.folder, access, pause)

    async def pull(self, name: str = REPOSITORY) -> port.KeptModel:
        async def tell(file: str, done: int, total: int) -> None:
            self.told.append((file, done, total))

        return await self.opened.pull(name, tell)

    def state(self, name: str = REPOSITORY) -> str:
        return next(one.state for one in self.opened.models() if one.name.startswith(name))

    @property
    def files(self) -> set[str]:
        hub = self.folder / "hub"
        return {path.relative_to(hub).as_posix() for path in hub.rglob("*") if path.is_file()}


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    write_model(tmp_path / "tiny")
    (tmp_path / "tiny" / "README.md").write_bytes(CARD)
    hub = HubServer()
    others: dict[str, Any] = {"pytorch_model.bin": b"\x80\x04", "modeling.py": b"import os"}
    hub.put(REPOSITORY, tmp_path / "tiny", **others)
    with serving(hub):
        yield Shelf(tmp_path / "cache", hub)


def weights(shelf: Shelf) -> bytes:
    return shelf.hub.repositories[REPOSITORY]["model.safetensors"]


async def test_a_pulled_model_can_be_used_by_its_name(shelf: Shelf) -> None:
    pulled = await shelf.pull()
    commit = shelf.hub.commit(REPOSITORY)
    assert (pulled.name, pulled.state) == (f"{REPOSITORY}@{commit}", "ready")
    assert (pulled.dimensions, pulled.licence) == (24, "mit")
    assert pulled.languages == frozenset({"en", "fr"})
    assert shelf.opened.full_name(REPOSITORY) == pulled.name
    assert shelf.opened.full_name(f"{REPOSITORY}@{commit[:9]}") == pulled.name
    model = open_local(pulled.name, shelf.folder, 1, "onnxruntime")
    assert (model.name, model.dimensions, model.languages) == (
        pulled.name,
        24,
        frozenset({"en", "fr"}),
    )


async def test_only_weights_that_cannot_run_and_their_settings_are_fetched(shelf: Shelf) -> None:
    await shelf.pull()
    names = {path.rpartition("/")[2] for path in shelf.files}
    expected = {"config.json", "tokenizer.json", "model.safetensors", "README.md", "pulled.json"}
    assert names == expected
    assert not any(path.endswith((".bin", ".py")) for path in shelf.hub.paths())


async def test_files_are_those_of_the_commit_that_the_branch_was_at(shelf: Shelf) -> None:
    await shelf.pull(f"{REPOSITORY}@v1")
    commit = shelf.hub.commit(REPOSITORY)
    fetched = [path for path in shelf.hub.paths("hub") if "/resolve/" in path]
    assert fetched
    assert all(f"/resolve/{commit}/" in path for path in fetched)


async def test_progress_ends_with_all_of_it(shelf: Shelf) -> None:
    await shelf.pull()
    done = [done for _, done, _ in shelf.told]
    assert done == sorted(done)
    assert shelf.told[-1][1] == shelf.told[-1][2] > len(weights(shelf))


async def test_what_is_here_at_a_commit_needs_no_hub(shelf: Shelf) -> None:
    name = (await shelf.pull()).name
    shelf.hub.asked.clear()
    assert (await shelf.pull(name)).name == name
    assert shelf.hub.asked == []


async def test_a_connection_that_breaks_is_taken_up_where_it_broke(shelf: Shelf) -> None:
    shelf.hub.cuts = [5000, 2000]
    await shelf.pull()
    ranges = [asked.range for asked in shelf.hub.asked if asked.place == "storage"]
    assert ranges == ["", "bytes=5000-", "bytes=7000-"]
    assert shelf.state() == "ready"


async def test_a_hub_that_knows_no_ranges_is_asked_for_all_of_it_again(shelf: Shelf) -> None:
    shelf.hub.cuts, shelf.hub.knows_ranges = [5000], False
    await shelf.pull()
    assert shelf.state() == "ready"


async def test_what_an_attempt_has_left_is_not_fetched_again(shelf: Shelf) -> None:
    shelf.hub.cuts = [5000] + [0] * 20
    with pytest.raises(FolioscopeError) as raised:
        await shelf.pull()
    assert raised.value.retryable
    assert shelf.state() == "unfinished"
    shelf.hub.asked.clear()
    shelf.hub.cuts = []
    await shelf.pull()
    assert [path for path in shelf.hub.paths() if path.endswith(".json")] == []
    assert [asked.range for asked in shelf.hub.asked if asked.range] == ["bytes=5000-"] * 2
    assert shelf.state() == "ready"


async def test_what_was_left_of_another_file_is_fetched_anew(shelf: Shelf) -> None:
    shelf.hub.cuts = [5000] + [0] * 20
    with pytest.raises(FolioscopeError):
        await shelf.pull()
    (part,) = (shelf.folder / "hub").rglob("*.part")
    part.write_bytes(b"x" * 5000)
    shelf.hub.cuts = []
    await shelf.pull()
    assert shelf.state() == "ready"


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
async def test_a_file_that_is_not_what_was_listed_is_refused(shelf: Shelf, file: str) -> None:
    right = shelf.hub.repositories[REPOSITORY][file]
    shelf.hub.swapped[file] = right[:-1] + bytes([right[-1] ^ 1])
    with pytest.raises(port.FileAltered, match=file):
        await shelf.pull()
    assert shelf.state() == "unfinished"
    assert not any(path.endswith(f"/{file}") for path in shelf.files)


async def test_a_file_that_has_no_end_is_refused(shelf: Shelf) -> None:
    shelf.hub.swapped["model.safetensors"] = weights(shelf) + b"more"
    with pytest.raises(port.FileAltered, match="sends more"):
        await shelf.pull()


async def test_a_busy_hub_is_given_the_time_it_asks_for(shelf: Shelf) -> None:
    shelf.hub.busy = 2
    await shelf.pull()
    assert shelf.pauses == [7, 7]


async def test_a_hub_that_stays_busy_is_named(shelf: Shelf) -> None:
    shelf.hub.busy = 1000
    with pytest.raises(port.HubBusy, match=r"127\.0\.0\.1 cannot send .* \(status 429\)"):
        await shelf.pull()


async def test_the_token_goes_to_the_hub_and_nowhere_else(shelf: Shelf) -> None:
    shelf.token = shelf.hub.token = "hf_canary"
    shelf.hub.gated.add(REPOSITORY)
    await shelf.pull()
    sent = {asked.place: asked.token for asked in shelf.hub.asked}
    assert sent == {"hub": "Bearer hf_canary", "storage": ""}
    assert "hf_canary" not in repr(sorted(shelf.files))


async def test_a_gated_model_says_what_to_do(shelf: Shelf) -> None:
    shelf.hub.gated.add(REPOSITORY)
    with pytest.raises(port.ModelGated, match="HF_TOKEN"):
        await shelf.pull()


async def test_what_the_hub_does_not_have_is_named(shelf: Shelf) -> None:
    with pytest.raises(port.RepositoryUnknown, match="acme/nothing"):
        await shelf.pull("acme/nothing")
    with pytest.raises(port.RevisionUnknown, match="tiny-bert@v9"):
        await shelf.pull(f"{REPOSITORY}@v9")


@pytest.mark.parametrize(
    "told",
    [
        b"<html>",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"sha": "main", "siblings": []}',
        b'{"sha": "../../../../../../../etc", "siblings": []}',
        b'{"sha": null, "siblings": null}',
        b" " * 17_000_000,
    ],
)
async def test_a_listing_that_makes_no_sense_is_told(shelf: Shelf, told: bytes) -> None:
    shelf.hub.listed = told
    with pytest.raises(port.HubFailed, match=r"127\.0\.0\.1"):
        await shelf.pull()
    assert shelf.files == set()


async def test_a_path_in_a_listing_leads_nowhere_else(shelf: Shelf) -> None:
    shelf.hub.repositories[REPOSITORY]["../../../evil.json"] = b"{}"
    shelf.hub.repositories[REPOSITORY]["1_Pooling/../../config.json"] = b"{}"
    await shelf.pull()
    assert not any("evil" in path or "Pooling" in path for path in shelf.files)


@pytest.mark.parametrize(
    "place",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:1/x",
        "http://[::ffff:127.0.0.1]:1/x",
        "http://2130706433:1/x",
    ],
)
async def test_no_redirect_leads_into_a_private_network(shelf: Shelf, place: str) -> None:
    shelf.hub.redirect = place
    with pytest.raises(AddressNotPublic, match="private network"):
        await shelf.pull()


@pytest.mark.parametrize("place", ["file:///etc/passwd", "http://user@127.0.0.1/", ""])
async def test_a_redirect_that_is_no_plain_web_address_is_refused(shelf: Shelf, place: str) -> None:
    shelf.hub.redirect = place or "http://"
    with pytest.raises(FolioscopeError) as raised:
        await shelf.pull()
    assert raised.value.code in ("redirect_refused", "address_not_public")


async def test_redirects_end_some_time(shelf: Shelf) -> None:
    shelf.hub.redirect = f"/{REPOSITORY}/resolve/{shelf.hub.commit(REPOSITORY)}/model.safetensors"
    with pytest.raises(FolioscopeError, match="without end"):
        await shelf.pull()


async def test_a_model_without_safe_weights_is_refused_with_what_it_has(shelf: Shelf) -> None:
    del shelf.hub.repositories[REPOSITORY]["model.safetensors"]
    with pytest.raises(
        port.ModelNotUsable, match=r"no model\.safetensors .*; it has pytorch_model"
    ):
        await shelf.pull()
    assert shelf.files == set()


async def test_a_model_that_has_only_a_graph_is_run_by_it(shelf: Shelf, tmp_path: Path) -> None:
    expected = open_local(str(tmp_path / "tiny"), tmp_path / "other", 1, "onnxruntime")
    files = shelf.hub.repositories[REPOSITORY]
    files["onnx/model.onnx"] = foreign_graph(tmp_path / "tiny")
    del files["model.safetensors"]
    name = (await shelf.pull()).name
    model = open_local(name, shelf.folder, 1, "onnxruntime")
    texts = ["she led a team", "french", "of five engineers who speak french"]
    likeness = np.sum(model.embed_passages(texts) * expected.embed_passages(texts), axis=1)
    assert float(likeness.min()) > 0.9999
    graph = find_model(name, shelf.folder).directory / "onnx" / "model.onnx"
    graph.write_bytes(graph.read_bytes()[:-1] + b"x")
    with pytest.raises(WeightsAltered):
        open_local(name, shelf.folder, 1, "onnxruntime")


def foreign_graph(folder: Path) -> bytes:
    """The network of a model as others write it: with other names, and without pooling."""
    names = {"ids": "input_ids", "mask": "attention_mask", "tokens": "last_hidden_state"}
    model = embedding_graph(folder, read_config(folder))
    kept = [output for output in model.graph.output if output.name == "tokens"]
    del model.graph.output[:]
    model.graph.output.extend(kept)
    for node in model.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
    for value in (*model.graph.input, *model.graph.output):
        value.name = names[value.name]
    return bytes(model.SerializeToString())


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"model_type": "mpnet"}, "model_type 'mpnet'"),
        ({"position_embedding_type": "rotary"}, "position_embedding_type 'rotary'"),
    ],
)
async def test_another_network_is_refused_before_its_weights_come(
    shelf: Shelf, tmp_path: Path, config: dict[str, str], reason: str
) -> None:
    written = json.loads((tmp_path / "tiny" / "config.json").read_text()) | config
    write_json(tmp_path / "tiny" / "config.json", written)
    shelf.hub.put(REPOSITORY, tmp_path / "tiny")
    with pytest.raises(port.ModelNotUsable, match=reason) as raised:
        await shelf.pull()
    assert raised.value.message.startswith(f"{REPOSITORY} cannot be run here. ")
    assert str(shelf.folder) not in raised.value.message
    assert shelf.hub.paths("storage") == []
    assert shelf.files == set()


async def test_a_model_that_is_too_large_is_refused_before_it_comes(shelf: Shelf) -> None:
    shelf.most_bytes = 20_000
    with pytest.raises(port.ModelTooLarge, match="FOLIOSCOPE_MAX_MODEL_MB"):
        await shelf.pull()
    assert shelf.hub.paths("storage") == []


async def test_a_reranker_is_known_for_one(shelf: Shelf, tmp_path: Path) -> None:
    written = json.loads((tmp_path / "tiny" / "config.json").read_text())
    ends = {"architectures": ["BertForSequenceClassification"]}
    write_json(tmp_path / "tiny" / "config.json", written | ends)
    shelf.hub.put(REPOSITORY, tmp_path / "tiny")
    pulled = await shelf.pull()
    assert pulled.use == "reranker"
    with pytest.raises(UnsupportedModel, match="is a reranker"):
        open_local(pulled.name, shelf.folder, 1)


async def test_two_processes_do_not_pull_the_same_model(shelf: Shelf) -> None:
    shelf.hub.gate.clear()
    first = asyncio.create_task(shelf.pull())
    while not shelf.hub.paths("storage"):
        await asyncio.sleep(0.01)
    with pytest.raises(port.PullActive):
        await shelf.pull()
    shelf.hub.gate.set()
    assert (await first).state == "ready"


async def test_a_removed_model_is_gone_with_what_was_computed_of_it(shelf: Shelf) -> None:
    pulled = await shelf.pull()
    open_local(pulled.name, shelf.folder, 1, "onnxruntime")
    assert any(path.endswith("graph.onnx") for path in shelf.files)
    assert shelf.opened.remove(REPOSITORY) > len(weights(shelf))
    assert list((shelf.folder / "hub").iterdir()) == []
    with pytest.raises(ModelNotPulled, match=f"folioscope models pull {pulled.name}"):
        find_model(pulled.name, shelf.folder)
    with pytest.raises(port.ModelNotKept):
        shelf.opened.remove(REPOSITORY)


async def test_what_comes_with_the_program_is_neither_pulled_nor_removed(shelf: Shelf) -> None:
    for refused in (shelf.opened.check_name, shelf.opened.remove):
        with pytest.raises(port.ModelFixed):
            refused("all-MiniLM-L6-v2")


@pytest.mark.parametrize(
    "name", ["", "tiny", "../x", "a/b/c", "a/..", "a--b/c", "a/b@", "a/b@../x"]
)
def test_what_can_be_no_repository_is_refused(shelf: Shelf, name: str) -> None:
    with pytest.raises(ModelNameInvalid):
        shelf.opened.check_name(name)


async def test_a_known_model_may_be_called_by_its_short_name(shelf: Shelf) -> None:
    assert shelf.opened.check_name("bge-small-en-v1.5") == "BAAI/bge-small-en-v1.5"
    assert shelf.state("BAAI/bge-small-en-v1.5") == "available"


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "model.safetensors"])
async def test_a_file_that_was_altered_is_noticed_and_put_right(shelf: Shelf, file: str) -> None:
    name = (await shelf.pull()).name
    path = find_model(name, shelf.folder).directory / file
    right = path.read_bytes()
    path.write_bytes(right[:-1] + b"x")
    with pytest.raises((ModelDamaged, WeightsAltered)):
        open_local(name, shelf.folder, 1, "onnxruntime")
    shelf.hub.asked.clear()
    await shelf.pull(name)
    assert path.read_bytes() == right
    fetched = {asked.rpartition("/")[2] for asked in shelf.hub.paths() if "/resolve/" in asked}
    assert fetched == {file}


async def test_a_file_that_is_gone_is_seen_in_the_list(shelf: Shelf) -> None:
    name = (await shelf.pull()).name
    (find_model(name, shelf.folder).directory / "tokenizer.json").unlink()
    assert shelf.state() == "damaged"
    with pytest.raises(ModelDamaged, match=r"tokenizer\.json .* folioscope models pull"):
        find_model(name, shelf.folder)


async def test_a_newer_revision_stands_beside_the_old_one(shelf: Shelf, tmp_path: Path) -> None:
    old = (await shelf.pull()).name
    (tmp_path / "tiny" / "README.md").write_bytes(CARD + b"newer")
    shelf.hub.put(REPOSITORY, tmp_path / "tiny")
    new = (await shelf.pull()).name
    assert new != old
    assert shelf.opened.full_name(REPOSITORY) == new
    assert find_model(old, shelf.folder).name == old
