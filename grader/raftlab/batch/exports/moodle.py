"""Moodle: the assignment's grading worksheet with grades and feedback, or a table for the gradebook's import."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from raftlab.batch.exports.csv_cells import csv_text, escape_cell
from raftlab.batch.exports.filled_sheet import (
    CellChange,
    FilledSheet,
    detected_format_text,
    match_grades_to_rows,
    number_text,
    parse_number,
    uses_decimal_comma,
)
from raftlab.batch.exports.grade_feedback import (
    check_result_line,
    grade_remark_lines,
    latest_grades,
    points_text,
    scale_score,
    student_view,
)
from raftlab.batch.exports.lossless_csv import CsvSheet
from raftlab.batch.models import Grade
from raftlab.batch.person_identifiers import PLATFORM_ID, normalize_identifier
from raftlab.batch.roster_rows import student_rows
from raftlab.errors import UsageError

LOCKED_WORDS = ("no", "nein", "non", "nee", "não", "nie", "ne", "nej", "nei", "ei", "hayır")
"""What stands in the column "Grade can be changed" where Moodle ignores the row."""
BLANK_MAXIMUMS = ("", "-")
"""What stands in the column "Maximum Grade" of a row without one."""


def fill_worksheet(sheet: CsvSheet, grades: Iterable[Grade], column: str | None) -> FilledSheet:
    """Return the grading worksheet with grades, and with feedback if it has that column; nothing else changes.

    column: the heading of the grades, None for "Grade". UsageError if the sheet is no worksheet.
    """
    identifier = sheet.column_index("Identifier")
    at = sheet.column_index(column or "Grade")
    if identifier is None or at is None:
        lacking = "Identifier" if identifier is None else column or "Grade"
        raise UsageError(
            f"{sheet.name}: no column {lacking}; download the grading worksheet of the assignment, in English"
        )
    comma = uses_decimal_comma(sheet)
    feedback = sheet.column_index("Feedback comments")
    changeable = sheet.column_index("Grade can be changed")
    maximums = read_maximums(sheet, comma)
    cells: dict[tuple[int, int], object] = {}
    changes, unscored, refused = [], [], []
    matches = match_grades_to_rows(student_rows(sheet), grades)
    for row, grade in matches.grades_by_row.items():
        old = sheet.cell_value(row, at)
        possible = maximums.get(row)
        score = scale_score(grade, possible)
        if score is None:
            unscored.append(grade)
            continue
        if possible is None and (why := unknown_maximum_text(sheet, row)):
            refused.append(f"{student_name_in_row(sheet, row, identifier)} ({why})")
            continue
        is_locked = changeable is not None and sheet.cell_value(row, changeable).lower() in LOCKED_WORDS
        if is_locked or not 0 <= score <= (possible if possible is not None else score):
            why = (
                "its grade is locked" if is_locked else f"{points_text(score)} is over its {points_text(possible or 0)}"
            )
            refused.append(f"{student_name_in_row(sheet, row, identifier)} ({why})")
            continue
        if feedback is not None:
            cells[row, feedback] = feedback_html(grade)
        if parse_number(old, comma) != score:
            cells[row, at] = number_text(points_text(score), comma)
            changes.append(CellChange(student_name_in_row(sheet, row, identifier), old, points_text(score)))
    return FilledSheet(
        sheet.replace_cells(cells | names_to_escape(sheet)),
        sheet.headings[at],
        None,
        tuple(changes),
        matches.unlisted_grades,
        latest_grades(unscored),
        reasons=matches.reasons,
        conflicts=matches.conflicts,
        format_text=detected_format_text(sheet, comma),
        refused_rows=tuple(refused),
    )


def read_maximums(sheet: CsvSheet, decimal_comma: bool) -> dict[int, float]:
    """Return the maximum of each row. All rows are of one assignment, so a row without one has that of the others."""
    column = sheet.column_index("Maximum Grade")
    rows = range(1, len(sheet.rows)) if column is not None else ()
    numbers = {row: parse_number(sheet.cell_value(row, column or 0), decimal_comma) for row in rows}
    known = {row: number for row, number in numbers.items() if number}
    if len(set(known.values())) != 1:
        return known
    shared = next(iter(known.values()))
    blank = {row for row in rows if sheet.cell_value(row, column or 0) in BLANK_MAXIMUMS}
    return known | dict.fromkeys(blank, shared)


def unknown_maximum_text(sheet: CsvSheet, row: int) -> str:
    """Return why a row has no maximum: without it nobody knows what a number is worth. "" if no column has one."""
    column, scale = sheet.column_index("Maximum Grade"), sheet.column_index("Scale")
    text = sheet.cell_value(row, column) if column is not None else ""
    if column is not None:
        return f"its maximum, {text}, is no number of points" if text else "its maximum is blank"
    return f"it is graded in words: {sheet.cell_value(row, scale)}" if scale is not None else ""


def student_name_in_row(sheet: CsvSheet, row: int, identifier: int) -> str:
    """Return the full name in a row, or its identifier."""
    name = sheet.column_index("Full name")
    return (sheet.cell_value(row, name) if name is not None else "") or sheet.cell_value(row, identifier)


def names_to_escape(sheet: CsvSheet) -> dict[tuple[int, int], object]:
    """Return the names that a spreadsheet would run as a formula, to be escaped: Moodle finds rows by identifier."""
    at = sheet.column_index("Full name")
    rows = range(1, len(sheet.rows)) if at is not None else ()
    names = {(row, at or 0): sheet.cell_value(row, at or 0) for row in rows}
    return {place: name for place, name in names.items() if escape_cell(name) != name}


def feedback_html(grade: Grade) -> str:
    """Return the feedback that the student reads on Moodle, as HTML with every text escaped."""
    told = student_view(grade)
    lines = [
        *grade_remark_lines(told),
        *(check_result_line(check) for check in (told.result.checks if told.result else ())),
    ]
    return "<br>".join(html.escape(text).replace("\n", "<br>") for text in lines)


def gradebook_csv(grades: Iterable[Grade], scene_id: str) -> str:
    """Return a CSV for Moodle's "Import grades": people by email or ID number, one column for the scene.

    A student without a score is left out: Moodle asks to confirm each empty cell.
    """
    columns = ("Email address", "ID number", "Username", "Full name", scene_id, f"{scene_id} feedback")
    return csv_text(columns, gradebook_rows(latest_grades(grades)))


def gradebook_rows(grades: Iterable[Grade]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each student who has a score."""
    for grade in grades:
        if grade.score is not None:
            who = grade.person
            is_moodle_id = PLATFORM_ID.fullmatch(normalize_identifier("id", who.id)) is not None
            number = "" if is_moodle_id else who.id  # a participant's number is no ID number: nobody would match
            yield (who.email, number, who.login, who.name, points_text(grade.score), feedback_html(grade))
