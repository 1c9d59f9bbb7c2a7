"""The final grades of a batch's folder: the results of the class with every edit of staff, and their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from raftlab.batch.class_results import CLASS_FILE, ClassResults, read_class_results, save_class_results
from raftlab.batch.grades_table import grades_csv
from raftlab.batch.models import Grade
from raftlab.batch.staff_edit_log import EditLog, redact_password
from raftlab.batch.staff_edits import Edit, apply_edits, unmatched_edits
from raftlab.errors import UsageError
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

GRADES_FILE = "grades.csv"


@dataclass(frozen=True)
class FinalGrades:
    """A graded class with the edits of staff. `unmatched_edits`: for people who are not in the class."""

    class_results: ClassResults
    edits: tuple[Edit, ...]
    grades: tuple[Grade, ...]
    unmatched_edits: tuple[Edit, ...]


def read_final_grades(folder: Path, db: str | None = None) -> FinalGrades:
    """Return the final grades of a batch's folder. UsageError if it has none."""
    roll = read_class_results(folder)
    with EditLog(folder, roll, db) as log:
        return make_final_grades(roll, log.read())


def make_final_grades(class_results: ClassResults, edits: tuple[Edit, ...]) -> FinalGrades:
    """Return the class with the edits applied."""
    return FinalGrades(class_results, edits, apply_edits(class_results, edits), unmatched_edits(class_results, edits))


def require_matching_folder(folder: Path, scene_id: str, db: str | None) -> None:
    """Refuse to grade into a folder that holds another scene, or whose edits are in another database. UsageError."""
    if not (folder / CLASS_FILE).is_file():
        return
    before, wanted = read_class_results(folder), redact_password(db)
    if before.scene != scene_id:
        raise UsageError(
            f"{printable_path(folder)} holds {before.scene}, graded before; name another --out for {scene_id}"
        )
    if before.database != wanted:
        place = f"--db {before.database}" if before.database else "its own batch.db: leave --db out"
        raise UsageError(f"{printable_path(folder)} and its edits are in {place}; or name another --out")


def save_class_and_grades(folder: Path, class_results: ClassResults, db: str | None) -> FinalGrades:
    """Save the results of a batch, and write the table of the final grades, with the edits of earlier runs."""
    kept = save_class_results(folder, class_results)
    with EditLog(folder, kept, db) as log:
        return write_grades_table(folder, make_final_grades(kept, log.read()))


def add_edits(folder: Path, class_results: ClassResults, db: str | None, edits: Sequence[Edit]) -> FinalGrades:
    """Add edits to the log of a batch, write its table again, and return the final grades."""
    with EditLog(folder, class_results, db) as log:
        log.add(edits)
        return write_grades_table(folder, make_final_grades(class_results, log.read()))


def write_grades_table(folder: Path, final_grades: FinalGrades) -> FinalGrades:
    """Write the table, and return its grades."""
    write_atomically(folder / GRADES_FILE, grades_csv(final_grades.grades).encode())
    return final_grades
