"""The reference of the database: every table with its columns, as the code has them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Enum, Table, UniqueConstraint

from docs.marked_up import summary, table
from folioscope.platform.database.base import Base


def tables() -> str:
    """Every table: what a row is, and its columns."""
    return "\n\n".join("\n\n".join(_told(*named)) for named in sorted(_described().items()))


def by_owner() -> dict[str, list[Table]]:
    """The tables by the part of the program that they belong to."""
    found: dict[str, list[Table]] = {}
    for mapper in Base.registry.mappers:
        part = mapper.class_.__module__.split(".")[-2]
        assert isinstance(mapper.local_table, Table)
        found.setdefault(part, []).append(mapper.local_table)
    return {part: sorted(found[part], key=lambda one: one.name) for part in sorted(found)}


def _described() -> dict[str, tuple[Table, str]]:
    found = {}
    for mapper in Base.registry.mappers:
        assert isinstance(mapper.local_table, Table)
        module = mapper.class_.__module__.removeprefix("folioscope.").removesuffix(".tables")
        told = f"{summary(mapper.class_.__doc__)} Of `{module.replace('.', '/')}`."
        found[mapper.local_table.name] = (mapper.local_table, told)
    return found


def _told(name: str, described: tuple[Table, str]) -> Iterator[str]:
    of, meaning = described
    yield f"### {name}"
    yield meaning
    yield table(("column", "type", "may be null", "key"), map(_column, of.columns))
    if unique := [_columns(each) for each in of.constraints if isinstance(each, UniqueConstraint)]:
        yield f"Unique: {'; '.join(sorted(unique))}."


def _columns(constraint: UniqueConstraint) -> str:
    return ", ".join(f"`{column.name}`" for column in constraint.columns)


def _column(column: Column[object]) -> tuple[str, str, str, str]:
    kind = column.type
    # A type of our own says what it is by its name; others as SQL says it.
    told = type(kind).__name__ if not kind.__module__.startswith("sqlalchemy") else str(kind)
    if isinstance(kind, Enum):
        told = " or ".join(kind.enums)
    return f"`{column.name}`", told, "yes" if column.nullable else "", _key(column)


def _key(column: Column[object]) -> str:
    told = ["primary"] if column.primary_key else []
    for foreign in sorted(column.foreign_keys, key=lambda one: one.target_fullname):
        ends = f", on delete {foreign.ondelete.lower()}" if foreign.ondelete else ""
        told.append(f"`{foreign.target_fullname}`{ends}")
    return "; ".join(told)
