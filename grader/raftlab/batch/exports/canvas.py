"""Canvas: the course's own export with one column filled, ready to be imported where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from raftlab.batch.exports.csv_cells import escape_cell
from raftlab.batch.exports.filled_sheet import (
    CellChange,
    FilledSheet,
    match_grades_to_rows,
    parse_number,
    uses_decimal_comma,
)
from raftlab.batch.exports.grade_text import points_text, scale_score
from raftlab.batch.exports.platform_csv import CsvSheet
from raftlab.batch.models import Grade
from raftlab.batch.roster import student_from_row
from raftlab.errors import UsageError

ASSIGNMENT_HEADING = re.compile(r".*\((\d+)\)", re.S)
"""A heading of an assignment that exists. Canvas makes a new one of any other."""
EXCUSED_MARK = "EX"


def fill_gradebook(
    sheet: CsvSheet, grades: Iterable[Grade], column: str | None, title_hints: Sequence[str]
) -> FilledSheet:
    """Return the course's export with the scores in one column; all else stays.

    column: a heading, or an assignment's id; None takes the one assignment whose heading has one of `hints` in it.
    UsageError where that is not one assignment, and where the sheet is no export of Canvas.
    """
    ids = sheet.column_index("ID")
    if ids is None:
        raise UsageError(f"{sheet.name}: no column ID; export the grades from Canvas's gradebook")
    at = find_assignment_column(sheet, column, title_hints)
    rows = [row for row in range(1, len(sheet.rows)) if sheet.cell_value(row, ids)]
    possible = read_points_possible(
        sheet, at, [row for row in range(1, len(sheet.rows)) if not sheet.cell_value(row, ids)]
    )
    comma = uses_decimal_comma(sheet)
    cells: dict[tuple[int, int], object] = {}
    changes, open_, excused = [], [], []
    students = {row: told for row in rows if (told := student_from_row(sheet.row_by_heading(row)))}
    found, absent = match_grades_to_rows(students, grades)
    for row, grade in found.items():
        old, score = sheet.cell_value(row, at), scale_score(grade, possible)
        if score is None:
            open_.append(grade)
        elif old.upper() == EXCUSED_MARK:
            excused.append(sheet.cell_value(row, 0))
        elif parse_number(old) != score:
            new = points_text(score).replace(".", "," if comma else ".")
            cells[row, at] = new
            changes.append(CellChange(sheet.cell_value(row, 0), old, new))
    done = sheet.replace_cells(cells | escape_student_names(sheet, rows))
    return FilledSheet(done, sheet.headings[at], possible, tuple(changes), absent, tuple(open_), tuple(excused))


def find_assignment_column(sheet: CsvSheet, column: str | None, title_hints: Sequence[str]) -> int:
    """Return the position of the column to fill. UsageError where that is not exactly one assignment."""
    known = {at: told[1] for at, name in enumerate(sheet.headings) if (told := ASSIGNMENT_HEADING.fullmatch(name))}
    if column is not None:
        found = [at for at, id_ in known.items() if column.strip() in (sheet.headings[at], id_)]
    else:
        found = [
            at
            for at in known
            if any(normalize_heading(hint) in normalize_heading(sheet.headings[at]) for hint in title_hints)
        ]
    if len(found) == 1:
        return found[0]
    there = "; ".join(sheet.headings[at] for at in (found or known)) or "none"
    asked = f"column {column}" if column is not None else f"column named {' or '.join(title_hints)}"
    wrong = "several are" if found else "no assignment is"
    raise UsageError(f"{sheet.name}: {wrong} the {asked}; give --column with one of: {there}")


def normalize_heading(text: str) -> str:
    """Return the letters and digits of a heading: "Scene 05" is scene05."""
    return "".join(char for char in text.casefold() if char.isalnum())


def read_points_possible(sheet: CsvSheet, column: int, header_rows: Sequence[int]) -> float | None:
    """Return the points of the column, which a row without a student tells; None where none does."""
    return next(
        (told for row in header_rows if (told := parse_number(sheet.cell_value(row, column))) is not None), None
    )


def escape_student_names(sheet: CsvSheet, rows: Sequence[int]) -> dict[tuple[int, int], object]:
    """Return the names that a spreadsheet would run, to be written harmless: Canvas finds these rows by their id."""
    return {
        (row, 0): sheet.cell_value(row, 0)
        for row in rows
        if escape_cell(sheet.cell_value(row, 0)) != sheet.cell_value(row, 0)
    }
