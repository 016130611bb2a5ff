"""Data that was stored as it goes out, such as the citations of a message."""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class AsStored:
    """An annotation: the API describes the type, and nothing looks at the data again.

    What a run wrote was right when it was written. A long conversation has thousands of quotes,
    and one from before a field was added is shown all the same.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take and give anything, under the description of the type."""
        described = handler(source)
        # The description goes along as what the data could be written by, or nobody finds it.
        whole = core_schema.wrap_serializer_function_ser_schema(_as_it_is, schema=described)
        told = {"pydantic_js_annotation_functions": [lambda _any, write: write(described)]}
        return core_schema.any_schema(metadata=told, serialization=whole)


def _as_it_is(data: Any, _write: core_schema.SerializerFunctionWrapHandler) -> Any:
    return data
