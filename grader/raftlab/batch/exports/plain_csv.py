"""A plain CSV: the class table, and a column with the points of each check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from raftlab.batch.exports.csv_cells import csv_text
from raftlab.batch.exports.grade_feedback import student_view
from raftlab.batch.grades_table import TABLE_COLUMNS, table_rows
from raftlab.batch.models import Grade


def plain_csv(grades: Sequence[Grade]) -> str:
    """Return the table. Hidden checks are named by numbers."""
    shown = [student_view(grade) for grade in grades]
    names = list(dict.fromkeys(check.name for grade in shown if grade.result for check in grade.result.checks))
    return csv_text((*TABLE_COLUMNS, *(name.removeprefix("test_") for name in names)), rows_with_checks(shown, names))


def rows_with_checks(grades: Iterable[Grade], check_names: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each grade: the class table's cells, then the points of each check."""
    grades = tuple(grades)
    for cells, grade in zip(table_rows(grades), grades, strict=True):
        earned = {check.name: check.points for check in grade.result.checks} if grade.result else {}
        yield (*cells, *(earned.get(name, "") for name in check_names))
