"""Canvas: the course's own export with one column filled, ready to be imported where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from raftlab.batch.exports.cells import cell
from raftlab.batch.exports.filling import Change, Filled, decimal_comma, number, placed
from raftlab.batch.exports.sheet import Sheet
from raftlab.batch.exports.told import points, scaled
from raftlab.batch.records import Grade
from raftlab.batch.roster import student_of
from raftlab.errors import UsageFault

ASSIGNMENT = re.compile(r".*\((\d+)\)", re.S)
"""A heading of an assignment that exists. Canvas makes a new one of any other."""
EXCUSED = "EX"


def filled(sheet: Sheet, grades: Iterable[Grade], column: str | None, hints: Sequence[str]) -> Filled:
    """Return the course's export with the scores in one column; all else stays.

    column: a heading, or an assignment's id; None takes the one assignment whose heading has one of `hints` in it.
    UsageFault where that is not one assignment, and where the sheet is no export of Canvas.
    """
    ids = sheet.column("ID")
    if ids is None:
        raise UsageFault(f"{sheet.name}: no column ID; export the grades from Canvas's gradebook")
    at = assignment(sheet, column, hints)
    rows = [row for row in range(1, len(sheet.rows)) if sheet.value(row, ids)]
    possible = possible_points(sheet, at, [row for row in range(1, len(sheet.rows)) if not sheet.value(row, ids)])
    comma = decimal_comma(sheet)
    cells: dict[tuple[int, int], object] = {}
    changes, open_, excused = [], [], []
    students = {row: told for row in rows if (told := student_of(sheet.told(row)))}
    found, absent = placed(students, grades)
    for row, grade in found.items():
        old, score = sheet.value(row, at), scaled(grade, possible)
        if score is None:
            open_.append(grade)
        elif old.upper() == EXCUSED:
            excused.append(sheet.value(row, 0))
        elif number(old) != score:
            new = points(score).replace(".", "," if comma else ".")
            cells[row, at] = new
            changes.append(Change(sheet.value(row, 0), old, new))
    done = sheet.changed(cells | harmless(sheet, rows))
    return Filled(done, sheet.headings[at], possible, tuple(changes), absent, tuple(open_), tuple(excused))


def assignment(sheet: Sheet, column: str | None, hints: Sequence[str]) -> int:
    """Return the position of the column to fill. UsageFault where that is not exactly one assignment."""
    known = {at: told[1] for at, name in enumerate(sheet.headings) if (told := ASSIGNMENT.fullmatch(name))}
    if column is not None:
        found = [at for at, id_ in known.items() if column.strip() in (sheet.headings[at], id_)]
    else:
        found = [at for at in known if any(squashed(hint) in squashed(sheet.headings[at]) for hint in hints)]
    if len(found) == 1:
        return found[0]
    there = "; ".join(sheet.headings[at] for at in (found or known)) or "none"
    asked = f"column {column}" if column is not None else f"column named {' or '.join(hints)}"
    wrong = "several are" if found else "no assignment is"
    raise UsageFault(f"{sheet.name}: {wrong} the {asked}; give --column with one of: {there}")


def squashed(text: str) -> str:
    """Return the letters and digits of a heading: "Scene 05" is scene05."""
    return "".join(char for char in text.casefold() if char.isalnum())


def possible_points(sheet: Sheet, at: int, above: Sequence[int]) -> float | None:
    """Return the points of the column, which a row without a student tells; None where none does."""
    return next((told for row in above if (told := number(sheet.value(row, at))) is not None), None)


def harmless(sheet: Sheet, rows: Sequence[int]) -> dict[tuple[int, int], object]:
    """Return the names that a spreadsheet would run, to be written harmless: Canvas finds these rows by their id."""
    return {(row, 0): sheet.value(row, 0) for row in rows if cell(sheet.value(row, 0)) != sheet.value(row, 0)}
