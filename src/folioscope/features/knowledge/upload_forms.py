"""The forms of uploads as the API's schema shows them: no schema is asked before they are read."""

from __future__ import annotations

from typing import Any

_FILES = {
    "type": "array",
    "items": {"type": "string", "contentMediaType": "application/octet-stream"},
    "description": "The files, each a part of this name with its path as filename",
}
_NAMES = {
    "type": "string",
    "contentMediaType": "application/json",
    "description": "JSON list: a name, or path, for each of the files, instead of their own",
}
_WITHDRAWN = {
    "type": "array",
    "items": {"type": "integer"},
    "description": "Numbers, from 0, of files sent before which are not to be taken after all",
}
_MODEL = {"type": "string", "maxLength": 500, "description": "Embedding model to change to"}

_LANGUAGE = {"type": "string", "maxLength": 8, "description": "Language to change to, or “auto”"}


def _form(required: list[str], **fields: object) -> dict[str, Any]:
    schema = {"type": "object", "properties": fields, "required": required}
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": bool(required), "content": content}}


UPLOAD_FORM = _form(["files"], files=_FILES, names=_NAMES, withdrawn=_WITHDRAWN)
REBUILD_FORM = _form(
    [], files=_FILES, names=_NAMES, withdrawn=_WITHDRAWN, model=_MODEL, language=_LANGUAGE
)
