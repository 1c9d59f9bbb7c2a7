"""Filling a platform's own sheet: whose row is whose, and what is another afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from raftlab.batch.exports.sheet import Sheet
from raftlab.batch.exports.told import moment, one_each
from raftlab.batch.records import Grade
from raftlab.batch.roster import Roster, Student

NUMBER = re.compile(r"\d+([.,]\d+)?")


@dataclass(frozen=True)
class Change:
    """One cell that is another now."""

    who: str
    old: str
    new: str


@dataclass(frozen=True)
class Filled:
    """A platform's sheet with the scores in it. `absent`: graded, but not in the sheet. `open`: in it, without score.

    `excused`: left alone, because the course excused them. `possible`: the column's points, where it tells them.
    """

    sheet: Sheet
    column: str
    possible: float | None
    changes: tuple[Change, ...]
    absent: tuple[Grade, ...]
    open: tuple[Grade, ...]
    excused: tuple[str, ...] = ()


def placed(students: Mapping[int, Student], grades: Iterable[Grade]) -> tuple[dict[int, Grade], tuple[Grade, ...]]:
    """Return the grades by the row of their student, and those of whom the sheet knows nothing."""
    known = {student.person: row for row, student in students.items()}
    roster = Roster(tuple(students.values()))
    found: dict[int, list[Grade]] = {}
    absent = []
    for grade in grades:
        person = roster.find(grade.person, grade.entry)
        if person is None:
            absent.append(grade)
        else:
            found.setdefault(known[person], []).append(grade)
    return {row: latest(each) for row, each in sorted(found.items())}, one_each(absent)


def latest(grades: Sequence[Grade]) -> Grade:
    """Return the one that counts of a student's several hand-ins."""
    return max(reversed(grades), key=moment)


def decimal_comma(sheet: Sheet) -> bool:
    """Tell whether the sheet writes 1,5 for one and a half."""
    told = [sheet.value(row, column) for row in range(1, len(sheet.rows)) for column in range(len(sheet.rows[row]))]
    return sheet.separator != "," and any(re.fullmatch(r"\d+,\d+", value) for value in told)


def number(text: str) -> float | None:
    """Return the number that a cell tells, None for none."""
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
