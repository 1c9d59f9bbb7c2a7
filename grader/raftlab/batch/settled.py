"""The grades of a batch's folder as they go out: the roll with every edit of the staff applied, and the table of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from raftlab.batch.edit_log import EditLog, without_password
from raftlab.batch.edits import Edit, orphans, settled
from raftlab.batch.records import Grade
from raftlab.batch.roll import FILE, Roll, keep_roll, read_roll
from raftlab.batch.table import table_text
from raftlab.errors import UsageFault
from raftlab.notes import write_whole
from raftlab.workspace import shown

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


def must_fit(folder: Path, scene: str, db: str | None) -> None:
    """Refuse to grade into a folder that holds another scene, or whose edits are in another database. UsageFault."""
    if not (folder / FILE).is_file():
        return
    before, wanted = read_roll(folder), without_password(db)
    if before.scene != scene:
        raise UsageFault(f"{shown(folder)} holds {before.scene}, graded before; name another --out for {scene}")
    if before.database != wanted:
        place = f"--db {before.database}" if before.database else "its own batch.db: leave --db out"
        raise UsageFault(f"{shown(folder)} and its edits are in {place}; or name another --out")


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
