"""Where the staff's edits are kept: beside the outcomes, in a table that only grows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from sqlalchemy import Column, Integer, LargeBinary, String, Table, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from raftlab.batch.edits import Edit
from raftlab.batch.roll import Roll
from raftlab.batch.store import METADATA, opened, unusable
from raftlab.errors import UsageFault
from raftlab.workspace import shown

EDITS = Table(
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

    def __init__(self, folder: Path, roll: Roll, db: str | None) -> None:
        self._batch = roll.batch
        self._engine = opened(place_of(folder, roll, db))

    def read(self) -> tuple[Edit, ...]:
        """Return the edits, oldest first."""
        wanted = select(EDITS.c.told).where(EDITS.c.batch == self._batch).order_by(EDITS.c.number)
        try:
            with self._engine.connect() as connection:
                return tuple(msgspec.json.decode(row.told, type=Edit) for row in connection.execute(wanted))
        except SQLAlchemyError as fault:
            raise unusable(fault) from None

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
                connection.execute(EDITS.insert(), rows)
        except SQLAlchemyError as fault:
            raise unusable(fault) from None

    def __enter__(self) -> EditLog:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()


def place_of(folder: Path, roll: Roll, db: str | None) -> str:
    """Return the URL of the database that holds the batch. UsageFault where it was not named, or is another."""
    if db and not roll.database:
        raise UsageFault(f"{shown(folder)} was graded into its own batch.db; leave --db out")
    if db:
        return db
    if roll.database:
        raise UsageFault(f"{shown(folder)} was graded into {roll.database}; name it again with --db")
    return f"sqlite:///{folder / 'batch.db'}"


def without_password(url: str | None) -> str:
    """Return a database's URL as it may stand in a file, "" for none."""
    try:
        return make_url(url).render_as_string(hide_password=True) if url else ""
    except SQLAlchemyError:
        return ""
