"""What a server says it is made of."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from folioscope.doors import built_page
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program


async def test_versions_and_choices_are_told(program: Program, settings: Settings) -> None:
    told = await program.get("/api/server")
    is_sqlite = make_url(settings.database_address).get_backend_name() == "sqlite"
    database = told.pop("database").split()
    assert database[0] == ("sqlite" if is_sqlite else "postgresql")
    assert database[1][0].isdigit()
    assert isinstance(told.pop("page"), bool)
    assert told == {
        "version": version("folioscope"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "data_dir": str(settings.data_dir),
        "vector_store": "faiss" if is_sqlite else "pgvector",
        "embedding_model": settings.embedding_model,
    }


@pytest.mark.parametrize("is_built", [True, False])
async def test_whether_there_is_a_page_is_told(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_built: bool
) -> None:
    if is_built:
        (tmp_path / "index.html").write_text("<!doctype html>")
    monkeypatch.setattr(built_page, "PLACE", tmp_path)
    assert (await program.get("/api/server"))["page"] is is_built


async def test_no_secret_is_told(settings: Settings) -> None:
    chosen = {
        "llm_provider": "openai",
        "openai_api_key": SecretStr("sk-very-secret"),
        "vectors": "faiss",
    }
    async with open_program(settings.model_copy(update=chosen)) as program:
        response = await program.client.get("/api/server")
        assert response.json()["vector_store"] == "faiss"
        password = make_url(settings.database_address).password
        for secret in ("sk-very-secret", *([password] if password else [])):
            assert secret not in response.text
