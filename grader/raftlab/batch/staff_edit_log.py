"""The log of staff's edits: an append-only table in the batch's database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from sqlalchemy import Column, Integer, LargeBinary, String, Table, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from raftlab.batch.class_results import ClassResults
from raftlab.batch.result_store import METADATA, database_error, open_engine
from raftlab.batch.staff_edits import Edit
from raftlab.errors import UsageError
from raftlab.submission_reader import printable_path

EDIT_TABLE = Table(
    "raftlab_edit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("batch", String(40), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("told", LargeBinary, nullable=False),
)
"""Invariant: a row is never changed and never deleted; what is taken back is taken back by a later row."""


class EditLog:
    """The edits of one batch. A context manager."""

    def __init__(self, folder: Path, class_results: ClassResults, db: str | None) -> None:
        self._batch = class_results.batch
        self._engine = open_engine(batch_database_url(folder, class_results, db))

    def read(self) -> tuple[Edit, ...]:
        """Return the edits, oldest first."""
        wanted = select(EDIT_TABLE.c.told).where(EDIT_TABLE.c.batch == self._batch).order_by(EDIT_TABLE.c.number)
        try:
            with self._engine.connect() as connection:
                return tuple(msgspec.json.decode(row.told, type=Edit) for row in connection.execute(wanted))
        except SQLAlchemyError as fault:
            raise database_error(fault) from None

    def add(self, edits: Iterable[Edit]) -> None:
        """Write the edits: all of them, or none."""
        rows = [
            {
                "batch": self._batch,
                "kind": edit.kind,
                "made_at": edit.at.isoformat(timespec="seconds"),
                "told": msgspec.json.encode(edit),
            }
            for edit in edits
        ]
        try:
            with self._engine.begin() as connection:
                connection.execute(EDIT_TABLE.insert(), rows)
        except SQLAlchemyError as fault:
            raise database_error(fault) from None

    def __enter__(self) -> EditLog:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()


def batch_database_url(folder: Path, class_results: ClassResults, db: str | None) -> str:
    """Return the URL of the batch's database. UsageError if it was not given, or if the batch is in another one."""
    if db and not class_results.database:
        raise UsageError(f"{printable_path(folder)} was graded into its own batch.db; leave --db out")
    if db:
        return db
    if class_results.database:
        raise UsageError(f"{printable_path(folder)} was graded into {class_results.database}; name it again with --db")
    return f"sqlite:///{folder / 'batch.db'}"


def redact_password(url: str | None) -> str:
    """Return a database's URL without its password, to be written to a file; "" for None."""
    try:
        return make_url(url).render_as_string(hide_password=True) if url else ""
    except SQLAlchemyError:
        return ""
