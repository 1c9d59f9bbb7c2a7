"""Moodle's feedback zip: the page of each student, under the name by which Moodle finds the participant."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from raftlab.batch.class_results import ClassResults
from raftlab.batch.exports.filled_sheet import match_grades_to_rows
from raftlab.batch.exports.grade_feedback import latest_grades
from raftlab.batch.exports.lossless_csv import CsvSheet
from raftlab.batch.models import Grade
from raftlab.batch.report.student_page import student_page
from raftlab.batch.roster_rows import student_rows
from raftlab.errors import UsageError

ENTRY_NAME = re.compile(r".+_(\d+)", re.S)
"""A submission that Moodle exported: NAME_PARTICIPANT."""
FILE_NAME = "feedback.html"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class FeedbackZip:
    """The bytes of the zip, how many pages it has, and the students whose participant number is unknown."""

    data: bytes
    page_count: int
    left_out: tuple[Grade, ...]


def feedback_zip(class_results: ClassResults, grades: Iterable[Grade], sheet: CsvSheet | None) -> FeedbackZip:
    """Return the zip for "Upload multiple feedback files in a zip". `sheet`: the grading worksheet, None without it.

    UsageError if the worksheet names no participants.
    """
    latest = latest_grades(grades)
    numbers = (
        participant_numbers_from_worksheet(sheet, latest) if sheet else participant_numbers_from_submissions(latest)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for grade in latest:
            if number := numbers.get(grade.person.key):
                name = re.sub(r"[^\w .-]|_", "", grade.person.name).strip() or "Participant"
                info = zipfile.ZipInfo(f"{name}_{number}_assignfeedback_file_{FILE_NAME}", ZIP_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, student_page(class_results, grade))
    left_out = tuple(grade for grade in latest if grade.person.key not in numbers and grade.fate != "not submitted")
    return FeedbackZip(buffer.getvalue(), len(numbers), left_out)


def participant_numbers_from_submissions(grades: Iterable[Grade]) -> Mapping[str, str]:
    """Return the participant number of each student, from the name of the submission."""
    found = ((grade.person.key, ENTRY_NAME.fullmatch(grade.entry)) for grade in grades)
    return {key: match[1] for key, match in found if match}


def participant_numbers_from_worksheet(sheet: CsvSheet, grades: Iterable[Grade]) -> Mapping[str, str]:
    """Return the participant number of each student, from the worksheet."""
    column = sheet.column_index("Identifier")
    if column is None:
        raise UsageError(f"{sheet.name}: no column Identifier; download the assignment's grading worksheet")
    matches = match_grades_to_rows(student_rows(sheet), grades)
    numbers = (
        (grade.person.key, re.search(r"\d+", sheet.cell_value(row, column)))
        for row, grade in matches.grades_by_row.items()
    )
    return {key: match[0] for key, match in numbers if match}
