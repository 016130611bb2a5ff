"""A migration is drafted from what the tables have and the migrations have not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import folioscope


def draft(source: Path, message: str) -> str:
    """The migration that this copy of the program drafts."""
    versions = source / "folioscope" / "migrations" / "versions"
    before = set(versions.glob("*.py"))
    subprocess.run(
        [sys.executable, "-m", "folioscope.migrations.draft", message],
        env={"PYTHONPATH": str(source), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )
    (drafted,) = set(versions.glob("*.py")) - before
    return drafted.read_text()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the program, which may be changed."""
    original = Path(folioscope.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(original, tmp_path / "folioscope", ignore=ignored)
    return tmp_path


@pytest.mark.slow
def test_tables_that_are_migrated_need_no_migration(source: Path) -> None:
    drafted = draft(source, "nothing to do")
    assert "nothing to do" in drafted
    assert "op." not in drafted


@pytest.mark.slow
def test_a_new_column_is_drafted_in_the_words_of_the_database(source: Path) -> None:
    tables = source / "folioscope" / "features" / "accounts" / "tables.py"
    column = "    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)\n"
    tables.write_text(tables.read_text() + column)
    drafted = draft(source, "left")
    assert "sa.Column('left_at', sa.DateTime(timezone=True), nullable=True)" in drafted.replace(
        '"', "'"
    )
    assert "folioscope" not in drafted.split('"""', 2)[2]
