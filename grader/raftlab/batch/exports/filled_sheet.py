"""Filling a platform's own sheet: whose row is whose, and what is another afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from raftlab.batch.exports.grade_text import latest_grades, submission_time
from raftlab.batch.exports.platform_csv import CsvSheet
from raftlab.batch.models import Grade
from raftlab.batch.roster import Roster, RosterStudent

NUMBER = re.compile(r"\d+([.,]\d+)?")


@dataclass(frozen=True)
class CellChange:
    """One cell that is another now."""

    student_name: str
    old: str
    new: str


@dataclass(frozen=True)
class FilledSheet:
    """A platform's sheet with the scores in it. `absent`: graded, but not in the sheet. `open`: in it, without score.

    `excused`: left alone, because the course excused them. `possible`: the column's points, where it tells them.
    """

    sheet: CsvSheet
    column: str
    points_possible: float | None
    changes: tuple[CellChange, ...]
    unlisted_grades: tuple[Grade, ...]
    unscored_grades: tuple[Grade, ...]
    excused_names: tuple[str, ...] = ()


def match_grades_to_rows(
    students_by_row: Mapping[int, RosterStudent], grades: Iterable[Grade]
) -> tuple[dict[int, Grade], tuple[Grade, ...]]:
    """Return the grades by the row of their student, and those of whom the sheet knows nothing."""
    known = {student.person: row for row, student in students_by_row.items()}
    roster = Roster(tuple(students_by_row.values()))
    found: dict[int, list[Grade]] = {}
    absent = []
    for grade in grades:
        person = roster.find_person(grade.person, grade.entry)
        if person is None:
            absent.append(grade)
        else:
            found.setdefault(known[person], []).append(grade)
    return {row: latest_grade(each) for row, each in sorted(found.items())}, latest_grades(absent)


def latest_grade(grades: Sequence[Grade]) -> Grade:
    """Return the one that counts of a student's several hand-ins."""
    return max(reversed(grades), key=submission_time)


def uses_decimal_comma(sheet: CsvSheet) -> bool:
    """Tell whether the sheet writes 1,5 for one and a half."""
    told = [
        sheet.cell_value(row, column) for row in range(1, len(sheet.rows)) for column in range(len(sheet.rows[row]))
    ]
    return sheet.separator != "," and any(re.fullmatch(r"\d+,\d+", value) for value in told)


def parse_number(text: str) -> float | None:
    """Return the number that a cell tells, None for none."""
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
