"""A plain CSV: the table of the class, and a column with the points of each check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from raftlab.batch.exports.cells import csv_text
from raftlab.batch.exports.told import veiled
from raftlab.batch.records import Grade
from raftlab.batch.table import COLUMNS, rows


def plain_csv(grades: Sequence[Grade]) -> str:
    """Return the table. The names of hidden checks are only numbers in it."""
    shown = [veiled(grade) for grade in grades]
    names = list(dict.fromkeys(check.name for grade in shown if grade.result for check in grade.result.checks))
    return csv_text((*COLUMNS, *(name.removeprefix("test_") for name in names)), with_checks(shown, names))


def with_checks(grades: Iterable[Grade], names: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each grade: those of the table, then each check's points."""
    grades = tuple(grades)
    for cells, grade in zip(rows(grades), grades, strict=True):
        earned = {check.name: check.points for check in grade.result.checks} if grade.result else {}
        yield (*cells, *(earned.get(name, "") for name in names))
