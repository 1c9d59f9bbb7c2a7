"""Canvas: fills one column of the gradebook that Canvas exported, to be imported there again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from raftlab.batch.exports.csv_cells import escape_cell
from raftlab.batch.exports.filled_sheet import (
    CellChange,
    FilledSheet,
    detected_format_text,
    match_grades_to_rows,
    number_text,
    parse_number,
    uses_decimal_comma,
)
from raftlab.batch.exports.grade_feedback import latest_grades, points_text, scale_score
from raftlab.batch.exports.lossless_csv import CsvSheet
from raftlab.batch.models import Grade
from raftlab.batch.person_matching import RosterStudent
from raftlab.batch.roster_rows import student_from_row
from raftlab.errors import UsageError

ASSIGNMENT_HEADING = re.compile(r".*\((\d+)\)", re.S)
"""The heading of an existing assignment. Canvas creates a new assignment for any other heading."""
EXCUSED_MARK = "EX"
IDENTITY_HEADINGS = frozenset(
    {"student", "id", "sis user id", "sis login id", "integration id", "root account", "section"}
)
"""The columns by which Canvas finds the student of a row."""


def fill_gradebook(
    sheet: CsvSheet, grades: Iterable[Grade], column: str | None, title_hints: Sequence[str]
) -> FilledSheet:
    """Return the course's export with the scores in one column, and no other column of grades.

    column: a heading, or its title or id; None takes the one assignment whose heading contains one of `title_hints`.
    UsageError if that is not exactly one assignment, or if the sheet is no Canvas export.
    """
    ids = sheet.column_index("ID")
    if ids is None:
        raise UsageError(f"{sheet.name}: no column ID; export the grades from Canvas's gradebook")
    at = find_assignment_column(sheet, column, title_hints)
    rows = [row for row in range(1, len(sheet.rows)) if sheet.cell_value(row, ids)]
    header_rows = range(1, rows[0] if rows else len(sheet.rows))
    comma = uses_decimal_comma(sheet)
    possible = read_points_possible(sheet, at, header_rows, comma)
    cells: dict[tuple[int, int], object] = {}
    changes, unscored, excused = [], [], []
    matches = match_grades_to_rows(students_in_rows(sheet, rows), grades)
    for row, grade in matches.grades_by_row.items():
        old, score = sheet.cell_value(row, at), scale_score(grade, possible)
        if old.upper() == EXCUSED_MARK:
            excused.append(sheet.cell_value(row, 0))
        elif score is None:
            unscored.append(grade)
        elif parse_number(old, comma) != score:
            new = number_text(points_text(score), comma)
            cells[row, at] = new
            changes.append(CellChange(sheet.cell_value(row, 0), old, new))
    filled = sheet.replace_cells(cells | names_to_escape(sheet, rows))
    return FilledSheet(
        filled.keep_columns(columns_to_keep(sheet, at)),
        sheet.headings[at],
        possible,
        tuple(changes),
        matches.unlisted_grades,
        latest_grades(unscored),
        tuple(dict.fromkeys(excused)),
        matches.reasons,
        matches.conflicts,
        detected_format_text(sheet, comma),
    )


def students_in_rows(sheet: CsvSheet, rows: Sequence[int]) -> list[RosterStudent]:
    """Return the students of these rows."""
    found = ((row, student_from_row(sheet.row_by_heading(row))) for row in rows)
    return [
        RosterStudent(student.person, student.identifiers, (row,), (sheet.line_number(row),))
        for row, student in found
        if student
    ]


def columns_to_keep(sheet: CsvSheet, column: int) -> list[int]:
    """Return the columns that identify students, and the filled one: Canvas would overwrite newer grades of others."""
    headings = [heading.lower() for heading in sheet.headings]
    return [at for at, heading in enumerate(headings) if at == column or heading in IDENTITY_HEADINGS]


def find_assignment_column(sheet: CsvSheet, column: str | None, title_hints: Sequence[str]) -> int:
    """Return the position of the column to fill. UsageError if that is not exactly one assignment."""
    known = {at: match[1] for at, name in enumerate(sheet.headings) if (match := ASSIGNMENT_HEADING.fullmatch(name))}
    if column is not None:
        asked_for = column.strip()
        found = [at for at, id_ in known.items() if asked_for in (sheet.headings[at], id_)]
        found = found or [at for at, id_ in known.items() if asked_for == assignment_title(sheet.headings[at], id_)]
    else:
        found = [
            at
            for at in known
            if any(has_words(heading_words(sheet.headings[at]), heading_words(hint)) for hint in title_hints)
        ]
    if len(found) == 1:
        return found[0]
    there = "; ".join(sheet.headings[at] for at in (found or known)) or "none"
    asked = f"column {column}" if column is not None else f"column named {' or '.join(title_hints)}"
    wrong = "several are" if found else "no assignment is"
    raise UsageError(f"{sheet.name}: {wrong} the {asked}; give --column with one of: {there}")


def assignment_title(heading: str, id_: str) -> str:
    """Return the title in an assignment's heading.

    >>> assignment_title("Scene 05 (late) (4711)", "4711")
    'Scene 05 (late)'
    """
    return heading.removesuffix(f"({id_})").strip()


def heading_words(text: str) -> list[str]:
    """Return the words and numbers of a heading.

    >>> heading_words("Scene 05: commit") == heading_words("scene05 Commit")
    True
    """
    return [word.lstrip("0") or word for word in re.findall(r"[^\W\d_]+|\d+", text.casefold())]


def has_words(heading: Sequence[str], hint: Sequence[str]) -> bool:
    """Return whether the hint's words stand together in a heading's: "midterms" has no "terms", nor 050 a 05."""
    return any(heading[at : at + len(hint)] == hint for at in range(len(heading) - len(hint) + 1))


def read_points_possible(sheet: CsvSheet, column: int, header_rows: Sequence[int], decimal_comma: bool) -> float | None:
    """Return the column's points, from a row above the students; None if no such row has them.

    A row below them is an average or a sum.
    """
    numbers = (parse_number(sheet.cell_value(row, column), decimal_comma) for row in header_rows)
    return next((number for number in numbers if number is not None), None)


def names_to_escape(sheet: CsvSheet, rows: Sequence[int]) -> dict[tuple[int, int], object]:
    """Return the names that a spreadsheet would run as a formula, to be escaped: Canvas finds these rows by id."""
    return {
        (row, 0): sheet.cell_value(row, 0)
        for row in rows
        if escape_cell(sheet.cell_value(row, 0)) != sheet.cell_value(row, 0)
    }
