"""How documents are read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, BaseModel, Field, field_validator

from folioscope.settings.texts import expanded


class Documents(BaseModel):
    """Sections, passages, scanned pages."""

    sections: Literal["auto", "rules"] = Field(
        "auto",
        description="How the sections of CVs are found: auto asks the language model, where one is "
        "set, once for each CV; rules never does.",
    )
    chunk_size: int = Field(900, ge=100, le=8000, description="Characters a chunk, at the most.")
    chunk_overlap: int = Field(150, ge=0, le=4000, description="Characters two chunks share.")
    max_pages: int = Field(1000, ge=1, description="Most pages a document may have.")
    ocr: Literal["off", "auto"] = Field(
        "off",
        description="Recognise the text of scanned pages: off, or auto, which needs the extra ocr.",
    )
    ocr_languages: str = Field(
        "eng", description="Languages of scanned pages as Tesseract names them, joined by +."
    )
    ocr_data_dir: Path | None = Field(
        None,
        validation_alias=AliasChoices("FOLIOSCOPE_OCR_DATA_DIR", "TESSDATA_PREFIX"),
        description="Folder of Tesseract's languages (*.traineddata); looked for if not set.",
    )

    @field_validator("ocr_data_dir")
    @classmethod
    def _expand_languages(cls, path: Path | None) -> Path | None:
        return path and expanded(path)
