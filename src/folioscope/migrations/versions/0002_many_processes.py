"""Conversations that can be archived, runs that can be superseded, chunks that are stored once; on
PostgreSQL vectors, files and deliveries.
"""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa
from alembic import op

from folioscope.backends.registry import load
from folioscope.migrations.extension import install_vectors

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 1000


def upgrade() -> None:
    with op.batch_alter_table("threads") as batch_op:
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("runs") as batch_op:
        batch_op.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("compacted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_runs_running",
            ["owner_id", "kind"],
            unique=False,
            sqlite_where=sa.text("status = 'running'"),
            postgresql_where=sa.text("status = 'running'"),
        )
        batch_op.create_index("ix_runs_thread_id", ["thread_id"], unique=False)
    with op.batch_alter_table("messages") as batch_op:
        batch_op.create_index("ix_messages_run_id", ["run_id"], unique=False)
    _chunks()
    if op.get_bind().dialect.name == "postgresql":
        _vectors()
        _files()
        # Deliveries: the tables of the engine that brings runs to workers.
        op.get_bind().exec_driver_sql(
            load("deliveries", "procrastinate").schema().replace("%", "%%")
        )


def _chunks() -> None:
    """Keep chunks once that two attempts of a run have stored, best the one that was found."""
    op.execute(
        "DELETE FROM chunks WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER ("
        "PARTITION BY document_id, edition, ordinal "
        "ORDER BY CASE WHEN revision = 0 THEN 1 ELSE 0 END, id) AS place FROM chunks) AS placed "
        "WHERE place > 1)"
    )
    columns = ["document_id", "edition", "ordinal"]
    op.create_index("uq_chunks_document_id_edition_ordinal", "chunks", columns, unique=True)
    op.drop_index("ix_chunks_document_id_edition", "chunks")


def _vectors() -> None:
    """Turn the bytes of vectors into vectors that the database can compare."""
    bind = op.get_bind()
    install_vectors(bind)
    op.alter_column("chunks", "vector", new_column_name="vector_bytes")
    bind.exec_driver_sql("ALTER TABLE chunks ADD COLUMN vector vector")
    # In the row as long as it fits: out of line, each comparison would look it up.
    bind.exec_driver_sql("ALTER TABLE chunks ALTER COLUMN vector SET STORAGE MAIN")
    last = 0
    page = sa.text("SELECT id, vector_bytes FROM chunks WHERE id > :last ORDER BY id LIMIT :batch")
    # A column that is dropped keeps its room in the rows that have it.
    store = sa.text(
        "UPDATE chunks SET vector = CAST(:vector AS vector), vector_bytes = '' WHERE id = :id"
    )
    while rows := bind.execute(page, {"last": last, "batch": BATCH}).all():
        bind.execute(store, [{"id": row.id, "vector": _written(row.vector_bytes)} for row in rows])
        last = rows[-1].id
    op.alter_column("chunks", "vector", nullable=False)
    op.drop_column("chunks", "vector_bytes")


def _written(vector: bytes) -> str:
    numbers = np.frombuffer(vector, np.float32).tolist()
    return "[" + ",".join(["%.9g"] * len(numbers)) % tuple(numbers) + "]"


def _files() -> None:
    """The bytes of files, in pieces, and who needs them before a row names them."""
    op.create_table(
        "blobs",
        sa.Column("digest", sa.String(length=64), primary_key=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "blob_pieces",
        sa.Column(
            "digest",
            sa.String(length=64),
            sa.ForeignKey("blobs.digest", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("ordinal", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    # Most files are compressed by themselves, and to try again costs more than it saves.
    op.execute("ALTER TABLE blob_pieces ALTER COLUMN content SET STORAGE EXTERNAL")
    op.create_table(
        "blob_pins",
        sa.Column("pin", sa.String(length=32), primary_key=True),
        sa.Column(
            "digest",
            sa.String(length=64),
            sa.ForeignKey("blobs.digest", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
