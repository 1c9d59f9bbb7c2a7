"""Fills a sheet that a platform exported: finds each student's row, and lists the cells that change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from raftlab.batch.exports.grade_feedback import latest_grades, submission_time_key
from raftlab.batch.exports.lossless_csv import CsvSheet
from raftlab.batch.models import Grade
from raftlab.batch.person_identifiers import SHORTENED_ID
from raftlab.batch.person_matching import (
    PersonMatch,
    RosterStudent,
    StudentIndex,
    line_numbers_text,
    match_people,
)
from raftlab.batch.roster_rows import COLUMN_HEADINGS
from raftlab.batch.row_merge import merge_rows
from raftlab.report.sanitise import one_line

NUMBER = re.compile(r"\d+([.,]\d+)?")
THOUSANDS_COMMA = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
THOUSANDS_POINT = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
DECIMAL_COMMA = re.compile(r"\d+(\.\d{3})*,\d{1,2}")
DECIMAL_POINT = re.compile(r"\d+(,\d{3})*\.\d{1,2}")


@dataclass(frozen=True)
class CellChange:
    """One changed cell."""

    student_name: str
    old: str
    new: str


@dataclass(frozen=True)
class FilledSheet:
    """A platform's sheet with the scores filled in.

    `unlisted_grades`: of students who are not in the sheet. `unscored_grades`: in the sheet, but without a score.
    `excused_names`: students whom the course excused. `points_possible`: the column's points, None if unknown.
    """

    sheet: CsvSheet
    column: str
    points_possible: float | None
    changes: tuple[CellChange, ...]
    unlisted_grades: tuple[Grade, ...]
    unscored_grades: tuple[Grade, ...]
    excused_names: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a grade is in no row: the person's key -> the reason."""
    conflicts: tuple[str, ...] = ()
    """A line for each set of rows that contradict each other; they stay as they are."""
    format_text: str = ""
    """How the file was understood."""
    refused_rows: tuple[str, ...] = ()
    """The students whose row the platform would not take, each with the reason; these rows stay as they are."""


@dataclass(frozen=True)
class RowMatches:
    """The grade of each row, and the grades for which no row is certain."""

    grades_by_row: Mapping[int, Grade]
    unlisted_grades: tuple[Grade, ...]
    reasons: Mapping[str, str]
    conflicts: tuple[str, ...]


def match_grades_to_rows(rows: Iterable[RosterStudent], grades: Iterable[Grade]) -> RowMatches:
    """Return the grade of each row. A student gets a grade in all rows of that student."""
    grades = tuple(grades)
    students, conflicts = merge_rows(rows)
    matches = match_people(students, (grade.person for grade in grades))
    student_index = StudentIndex(students)
    by_student: dict[RosterStudent, list[Grade]] = {}
    unlisted, reasons = [], {}
    for grade in grades:
        match = student_index.match_longer_login(matches[grade.person], grade.entry, grade.person)
        if match.student is not None and (ids := match.student.values(SHORTENED_ID)):
            why = f"{line_numbers_text([match.student])}: a spreadsheet shortened the id to {', '.join(sorted(ids))}"
            match = PersonMatch(None, f"{why}; export the file again and fill that")
        if match.student is None:
            unlisted.append(grade)
            reasons[grade.person.key] = match.reason
        else:
            by_student.setdefault(match.student, []).append(grade)
    chosen = {row: latest_grade(each) for student, each in by_student.items() for row in student.rows}
    return RowMatches(dict(sorted(chosen.items())), latest_grades(unlisted), reasons, tuple(map(one_line, conflicts)))


def latest_grade(grades: Sequence[Grade]) -> Grade:
    """Return the grade of a student's latest submission."""
    return max(reversed(grades), key=submission_time_key)


def uses_decimal_comma(sheet: CsvSheet) -> bool:
    """Return whether the sheet writes decimals with a comma: some number does, and none has a decimal point."""
    identity = {heading for headings in COLUMN_HEADINGS.values() for heading in headings}
    columns = [column for column, heading in enumerate(sheet.headings) if heading.lower() not in identity]
    values = [sheet.cell_value(row, column) for row in range(1, len(sheet.rows)) for column in columns]
    return any(map(DECIMAL_COMMA.fullmatch, values)) and not any(map(DECIMAL_POINT.fullmatch, values))


def parse_number(text: str, decimal_comma: bool = False) -> float | None:
    """Return the number in a cell, None if it has none.

    >>> parse_number("1,000.5"), parse_number("1.000,5", decimal_comma=True)
    (1000.5, 1000.5)
    """
    if decimal_comma and THOUSANDS_POINT.fullmatch(text):
        text = text.replace(".", "")
    elif not decimal_comma and THOUSANDS_COMMA.fullmatch(text):
        text = text.replace(",", "")
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def number_text(points: str, decimal_comma: bool) -> str:
    """Return points as the sheet writes numbers."""
    return points.replace(".", ",") if decimal_comma else points


def detected_format_text(sheet: CsvSheet, decimal_comma: bool) -> str:
    """Return in words how the sheet was understood."""
    return f"{sheet.format_text}, decimals with a {'comma' if decimal_comma else 'point'}"
