"""Settings as the doors read them, with errors that name the setting."""

from __future__ import annotations

from pydantic import ValidationError

from folioscope.errors import Invalid
from folioscope.settings import Settings


class SettingInvalid(Invalid):
    """A setting that cannot be."""

    code = "setting_invalid"


def read_settings(**overrides: object) -> Settings:
    """The settings of the environment and ``.env``; what is None overrides nothing."""
    chosen = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**chosen)  # type: ignore[arg-type]  # validated by the model
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()
        )
        msg = f"A setting cannot be used: {found}."
        raise SettingInvalid(msg) from error
