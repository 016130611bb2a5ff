"""A reading as bytes, one JSON record a document, checked by type when it is read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from folioscope.backends.parsers.port import Parsed, Reading, Refused, Unreadable, UnreadableCode


@dataclass(frozen=True, slots=True)
class Failure:
    """An ``Unreadable`` on its way out of the child."""

    failed: UnreadableCode
    message: str


_RECORD: TypeAdapter[Parsed | Refused | Failure] = TypeAdapter(Parsed | Refused | Failure)


def encode(reading: Reading) -> Iterator[bytes]:
    """Write a reading, document by document."""
    yield from map(_RECORD.dump_json, reading.documents)
    yield from map(_RECORD.dump_json, reading.refused)


def encode_failure(failure: Unreadable) -> bytes:
    """Write why there is no reading."""
    return _RECORD.dump_json(Failure(failure.code, failure.message))


def decode(records: Iterable[bytes]) -> Reading:
    """Read a reading back, or raise the ``Unreadable`` that came instead of one."""
    documents: list[Parsed] = []
    refused: list[Refused] = []
    for record in map(_RECORD.validate_json, records):
        if isinstance(record, Failure):
            raise Unreadable(record.failed, record.message)
        if isinstance(record, Parsed):
            documents.append(record)
        else:
            refused.append(record)
    return Reading(tuple(documents), tuple(refused))
