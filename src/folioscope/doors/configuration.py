"""Settings as the doors read them, with errors that name the setting."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from folioscope.errors import Invalid
from folioscope.settings.values import Settings


class SettingInvalid(Invalid):
    """A setting that cannot be."""

    code = "setting_invalid"


def read_settings(**overrides: object) -> Settings:
    """The settings of the environment and ``.env``; what is None overrides nothing."""
    chosen = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**chosen)  # type: ignore[arg-type]  # validated by the model
    except ValidationError as error:
        found = "; ".join(_told(problem, chosen) for problem in error.errors())
        msg = f"A setting cannot be used: {found}."
        raise SettingInvalid(msg) from error
    except SettingsError as error:
        msg = f"The settings cannot be read: {error}."
        raise SettingInvalid(msg) from error
    except UnicodeDecodeError as error:
        msg = "The settings cannot be read: the file .env is not UTF-8 text."
        raise SettingInvalid(msg) from error


def _told(problem: ErrorDetails, options: Collection[str]) -> str:
    field = str(problem["loc"][0])
    cause = problem["msg"].removeprefix("Value error, ")
    if field in options:
        return f"--{field.replace('_', '-')}: {cause}"
    # Names without the prefix are told by pydantic as they are.
    name = f"FOLIOSCOPE_{field.upper()}" if field in Settings.model_fields else field
    return f"{name}: {cause}"
