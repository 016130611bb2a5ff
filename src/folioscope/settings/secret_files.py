"""Settings that stand in files: ``NAME_FILE`` is the path of what ``NAME`` would be."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import AliasChoices
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsError

MOST_BYTES = 65_536


class SecretFiles(PydanticBaseSettingsSource):
    """Reads what containers mount as files, so that no secret is in the environment.

    ``dotenv`` is what ``.env`` says: a file may be named there as well.
    """

    def __init__(self, settings_cls: type[BaseSettings], dotenv: Mapping[str, str | None]) -> None:
        super().__init__(settings_cls)
        self._environment = _in_capitals(os.environ)
        self._dotenv = _in_capitals(dotenv)

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What the file of a setting says, under the name that the settings take it by."""
        own = _own_names(field)
        key = own[0] if own else field_name
        names = own or [f"{self.config.get('env_prefix', '')}{field_name}".upper()]
        found = self._named(names)
        return found and _read(*found), key, False

    def _named(self, names: Sequence[str]) -> tuple[str, Path] | None:
        """The variable that names the file which is to be read, and that file."""
        for variables in (self._environment, self._dotenv):
            if _is_set(names, variables):
                return None
            for name in names:
                if path := variables.get(f"{name}_FILE".upper()):
                    return f"{name}_FILE", Path(path)
        return None

    def __call__(self) -> dict[str, Any]:
        """All of them."""
        found = (
            self.get_field_value(field, name)
            for name, field in self.settings_cls.model_fields.items()
        )
        return {key: value for value, key, _ in found if value is not None}


def _in_capitals(variables: Mapping[str, str | None]) -> dict[str, str]:
    return {name.upper(): value or "" for name, value in variables.items()}


def _is_set(names: Sequence[str], variables: Mapping[str, str]) -> bool:
    """Whether the variable says something by which the setting is taken: the first that is there.

    An empty one does not: compose passes variables on as empty where nobody has set them.
    """
    said = (variables[name.upper()] for name in names if name.upper() in variables)
    return bool(next(said, "").strip())


def _own_names(field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return [str(choice) for choice in alias.choices]
    return [alias] if isinstance(alias, str) else []


def _read(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            msg = f"{name}: {path} is too large for a setting"
            raise SettingsError(msg)
        return content.decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        msg = f"{name}: {path} cannot be read: {reason}"
        raise SettingsError(msg) from error
