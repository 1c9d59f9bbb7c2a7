"""Moodle: the assignment's grading worksheet with grades and feedback, or a table for the gradebook's import."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from raftlab.batch.exports.csv_cells import csv_text, escape_cell
from raftlab.batch.exports.filled_sheet import (
    CellChange,
    FilledSheet,
    match_grades_to_rows,
    parse_number,
    uses_decimal_comma,
)
from raftlab.batch.exports.grade_text import (
    check_line,
    latest_grades,
    points_text,
    remark_lines,
    scale_score,
    student_view,
)
from raftlab.batch.exports.platform_csv import CsvSheet
from raftlab.batch.models import Grade
from raftlab.batch.roster import RosterStudent, student_from_row
from raftlab.errors import UsageError

PARTICIPANT_ID = re.compile(r"\D*(\d+)")


def fill_worksheet(sheet: CsvSheet, grades: Iterable[Grade], column: str | None) -> FilledSheet:
    """Return the grading worksheet with grades, and feedback where it has that column; all else stays.

    column: the heading of the grades, None for "Grade". UsageError where the sheet is no worksheet.
    """
    identifier = sheet.column_index("Identifier")
    at = sheet.column_index(column or "Grade")
    if identifier is None or at is None:
        lacking = "Identifier" if identifier is None else column or "Grade"
        raise UsageError(
            f"{sheet.name}: no column {lacking}; download the grading worksheet of the assignment, in English"
        )
    students = {row: told for row in range(1, len(sheet.rows)) if (told := student_in_row(sheet, row))}
    found, absent = match_grades_to_rows(students, grades)
    comma = uses_decimal_comma(sheet)
    most, says = sheet.column_index("Maximum Grade"), sheet.column_index("Feedback comments")
    cells: dict[tuple[int, int], object] = {}
    changes, open_ = [], []
    for row, grade in found.items():
        old = sheet.cell_value(row, at)
        score = scale_score(grade, parse_number(sheet.cell_value(row, most)) if most is not None else None)
        if score is None:
            open_.append(grade)
            continue
        if says is not None:
            cells[row, says] = feedback_html(grade)
        if parse_number(old) != score:
            cells[row, at] = points_text(score).replace(".", "," if comma else ".")
            changes.append(
                CellChange(students[row].person.name or sheet.cell_value(row, identifier), old, points_text(score))
            )
    done = sheet.replace_cells(cells | escape_student_names(sheet))
    return FilledSheet(done, sheet.headings[at], None, tuple(changes), absent, tuple(open_))


def student_in_row(sheet: CsvSheet, row: int) -> RosterStudent | None:
    """Return the student of a row, known by the bare number of "Participant 12" too: folders have that."""
    told = student_from_row(sheet.row_by_heading(row))
    bare = PARTICIPANT_ID.fullmatch(told.person.id) if told else None
    return RosterStudent(told.person, told.identifiers | {("id", bare[1])}) if told and bare else told


def escape_student_names(sheet: CsvSheet) -> dict[tuple[int, int], object]:
    """Return the names that a spreadsheet would run, to be written harmless: Moodle finds a row by its identifier."""
    at = sheet.column_index("Full name")
    rows = range(1, len(sheet.rows)) if at is not None else ()
    names = {(row, at or 0): sheet.cell_value(row, at or 0) for row in rows}
    return {place: name for place, name in names.items() if escape_cell(name) != name}


def feedback_html(grade: Grade) -> str:
    """Return what the student reads on Moodle, which shows it as HTML: every text in it escaped."""
    told = student_view(grade)
    lines = [*remark_lines(told), *(check_line(check) for check in (told.result.checks if told.result else ()))]
    return "<br>".join(html.escape(text).replace("\n", "<br>") for text in lines)


def gradebook_csv(grades: Iterable[Grade], scene_id: str) -> str:
    """Return a CSV for Moodle's "Import grades": people by email or ID number, one column for the scene.

    Who has no score is left out: an empty cell would be one more thing to confirm.
    """
    columns = ("Email address", "ID number", "Username", "Full name", scene_id, f"{scene_id} feedback")
    return csv_text(columns, gradebook_rows(latest_grades(grades)))


def gradebook_rows(grades: Iterable[Grade]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each student who has a score."""
    for grade in grades:
        if grade.score is not None:
            who = grade.person
            yield (who.email, who.id, who.login, who.name, points_text(grade.score), feedback_html(grade))
