"""The grades of a batch's folder as they go out: the roll with every edit of the staff applied, and the table of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from raftlab.batch.edit_log import EditLog
from raftlab.batch.edits import Edit, orphans, settled
from raftlab.batch.records import Grade
from raftlab.batch.roll import Roll, keep_roll, read_roll
from raftlab.batch.table import table_text
from raftlab.notes import write_whole

TABLE = "grades.csv"


@dataclass(frozen=True)
class Settled:
    """A graded class with all that was decided since. `strays`: edits for people who are not on the roll."""

    roll: Roll
    edits: tuple[Edit, ...]
    grades: tuple[Grade, ...]
    strays: tuple[Edit, ...]


def read_settled(folder: Path, db: str | None = None) -> Settled:
    """Return the class of a batch's folder. UsageFault where none is there."""
    roll = read_roll(folder)
    with EditLog(folder, roll, db) as log:
        return with_edits(roll, log.read())


def with_edits(roll: Roll, edits: tuple[Edit, ...]) -> Settled:
    """Return the roll with the edits applied."""
    return Settled(roll, edits, settled(roll, edits), orphans(roll, edits))


def settle_batch(folder: Path, roll: Roll, db: str | None) -> Settled:
    """Keep what a batch came to, and write the table of it, the edits of earlier runs applied."""
    kept = keep_roll(folder, roll)
    with EditLog(folder, kept, db) as log:
        return tabled(folder, with_edits(kept, log.read()))


def decide(folder: Path, roll: Roll, db: str | None, edits: Sequence[Edit]) -> Settled:
    """Add edits to the log of a batch, write its table anew, and return what holds now."""
    with EditLog(folder, roll, db) as log:
        log.add(edits)
        return tabled(folder, with_edits(roll, log.read()))


def tabled(folder: Path, told: Settled) -> Settled:
    """Write the table, and return what it tells."""
    write_whole(folder / TABLE, table_text(told.grades).encode())
    return told
