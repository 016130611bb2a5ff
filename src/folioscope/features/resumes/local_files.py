"""Files of the person at the terminal that hold profiles, or are to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from folioscope.errors import BackendFailed, Invalid
from folioscope.features.resumes.writing import Format


class FileUnusable(Invalid):
    """A file that cannot be read or written, or does not hold what it should."""

    code = "file_unusable"


class NotWritten(BackendFailed):
    """The file system refused an export."""

    code = "export_not_written"


@dataclass(frozen=True)
class SentFile:
    """The bytes of a file on their way to the server."""

    content: bytes
    content_type: str = "application/octet-stream"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content


def bytes_of(file: Path) -> bytes:
    """What a file holds; ``FileUnusable``."""
    try:
        return file.read_bytes()
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror}."
        raise FileUnusable(msg) from error


def resume_in(file: Path) -> Any:
    """The JSON Resume in a file; every JSON is YAML too."""
    try:
        value = yaml.safe_load(bytes_of(file).decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        msg = f"{file} is neither JSON nor YAML."
        raise FileUnusable(msg) from error
    if not isinstance(value, dict):
        msg = f"{file} does not hold one JSON Resume."
        raise FileUnusable(msg)
    return _plain_values(value)


def _plain_values(value: Any) -> Any:
    """Values as JSON has them: YAML reads a date as one, where the format wants its letters."""
    if isinstance(value, dict):
        return {str(key): _plain_values(of) for key, of in value.items()}
    if isinstance(value, list):
        return [_plain_values(of) for of in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def kind_of(kind: Format | None, output: Path | None) -> Format:
    """The format that is named, or that of the extension of a file; JSON without."""
    by_name: dict[str, Format] = {".yaml": "yaml", ".yml": "yaml", ".md": "markdown"}
    return kind or by_name.get(output.suffix.lower() if output else "", "json")


def write_out(text: str, output: Path | None) -> None:
    """Write to a file, or to standard output; ``NotWritten``."""
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"{output} cannot be written: {error.strerror}."
        raise NotWritten(msg) from error
    click.echo(f"Written to {output}.", err=True)
