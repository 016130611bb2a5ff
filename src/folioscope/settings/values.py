"""All settings together."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from folioscope.settings.accounts import Accounts
from folioscope.settings.careers import Careers
from folioscope.settings.documents import Documents
from folioscope.settings.language_models import LanguageModels
from folioscope.settings.limits import Limits
from folioscope.settings.retrieval import Retrieval
from folioscope.settings.secret_files import SecretFiles
from folioscope.settings.serving import Serving
from folioscope.settings.storage import Storage

DAYS = ("compact_after_days", "retention_days")
GROUPS: tuple[type[BaseModel], ...] = (
    Storage,
    Serving,
    Accounts,
    Limits,
    LanguageModels,
    Retrieval,
    Documents,
    Careers,
)
"""In the order in which people read about them."""


class Settings(
    Storage,
    Serving,
    Accounts,
    Limits,
    LanguageModels,
    Retrieval,
    Documents,
    Careers,
    BaseSettings,
):
    """What an operator may choose. Prefix ``FOLIOSCOPE_``; some well-known names go without.

    What is empty has its default, except that days are never over.
    """

    model_config = SettingsConfigDict(
        env_prefix="FOLIOSCOPE_", env_file=".env", extra="ignore", frozen=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic calls it so
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before its files, and these before ``.env``, which has files too.

        ``SecretFiles`` reads no file of a variable that says something; what it reads goes before
        one that is empty.
        """
        named = dotenv_settings.env_vars if isinstance(dotenv_settings, EnvSettingsSource) else {}
        files = SecretFiles(settings_cls, named)
        return init_settings, files, env_settings, dotenv_settings

    @field_validator("*", mode="before")
    @classmethod
    def _read_empty(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str) or value.strip() or info.field_name is None:
            return value
        if info.field_name in DAYS:
            return None
        return cls.model_fields[info.field_name].get_default(call_default_factory=True)

    @field_validator(*DAYS, mode="before")
    @classmethod
    def _read_never(cls, value: object) -> object:
        is_never = isinstance(value, str) and value.strip().lower() == "never"
        return None if is_never else value

    @property
    def model_cache(self) -> Path:
        """The folder of all that belongs to models."""
        return self.models_dir or self.data_dir / "models"

    @property
    def embeddings_server(self) -> tuple[str, str]:
        """Address and key of the server of embedding models; a key goes to its own server only."""
        key = self.embeddings_api_key.get_secret_value()
        if self.embeddings_base_url:
            return self.embeddings_base_url, key
        return self.openai_base_url, key or self.openai_api_key.get_secret_value()
