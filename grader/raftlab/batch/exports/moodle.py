"""Moodle: the assignment's grading worksheet with grades and feedback, or a table for the gradebook's import."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from raftlab.batch.exports.cells import cell, csv_text
from raftlab.batch.exports.filling import Change, Filled, decimal_comma, number, placed
from raftlab.batch.exports.sheet import Sheet
from raftlab.batch.exports.told import line, one_each, points, remarks, scaled, veiled
from raftlab.batch.records import Grade
from raftlab.batch.roster import Student, student_of
from raftlab.errors import UsageFault

PARTICIPANT = re.compile(r"\D*(\d+)")


def filled(sheet: Sheet, grades: Iterable[Grade], column: str | None) -> Filled:
    """Return the grading worksheet with grades, and feedback where it has that column; all else stays.

    column: the heading of the grades, None for "Grade". UsageFault where the sheet is no worksheet.
    """
    identifier = sheet.column("Identifier")
    at = sheet.column(column or "Grade")
    if identifier is None or at is None:
        lacking = "Identifier" if identifier is None else column or "Grade"
        raise UsageFault(
            f"{sheet.name}: no column {lacking}; download the grading worksheet of the assignment, in English"
        )
    students = {row: told for row in range(1, len(sheet.rows)) if (told := participant(sheet, row))}
    found, absent = placed(students, grades)
    comma = decimal_comma(sheet)
    most, says = sheet.column("Maximum Grade"), sheet.column("Feedback comments")
    cells: dict[tuple[int, int], object] = {}
    changes, open_ = [], []
    for row, grade in found.items():
        old = sheet.value(row, at)
        score = scaled(grade, number(sheet.value(row, most)) if most is not None else None)
        if score is None:
            open_.append(grade)
            continue
        if says is not None:
            cells[row, says] = feedback(grade)
        if number(old) != score:
            cells[row, at] = points(score).replace(".", "," if comma else ".")
            changes.append(Change(students[row].person.name or sheet.value(row, identifier), old, points(score)))
    done = sheet.changed(cells | harmless(sheet))
    return Filled(done, sheet.headings[at], None, tuple(changes), absent, tuple(open_))


def participant(sheet: Sheet, row: int) -> Student | None:
    """Return the student of a row, known by the bare number of "Participant 12" too: folders have that."""
    told = student_of(sheet.told(row))
    bare = PARTICIPANT.fullmatch(told.person.id) if told else None
    return Student(told.person, told.names | {("id", bare[1])}) if told and bare else told


def harmless(sheet: Sheet) -> dict[tuple[int, int], object]:
    """Return the names that a spreadsheet would run, to be written harmless: Moodle finds a row by its identifier."""
    at = sheet.column("Full name")
    rows = range(1, len(sheet.rows)) if at is not None else ()
    names = {(row, at or 0): sheet.value(row, at or 0) for row in rows}
    return {place: name for place, name in names.items() if cell(name) != name}


def feedback(grade: Grade) -> str:
    """Return what the student reads on Moodle, which shows it as HTML: every text in it escaped."""
    told = veiled(grade)
    lines = [*remarks(told), *(line(check) for check in (told.result.checks if told.result else ()))]
    return "<br>".join(html.escape(text).replace("\n", "<br>") for text in lines)


def gradebook(grades: Iterable[Grade], scene: str) -> str:
    """Return a CSV for Moodle's "Import grades": people by email or ID number, one column for the scene.

    Who has no score is left out: an empty cell would be one more thing to confirm.
    """
    columns = ("Email address", "ID number", "Username", "Full name", scene, f"{scene} feedback")
    return csv_text(columns, gradebook_rows(one_each(grades)))


def gradebook_rows(grades: Iterable[Grade]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each student who has a score."""
    for grade in grades:
        if grade.score is not None:
            who = grade.person
            yield (who.email, who.id, who.login, who.name, points(grade.score), feedback(grade))
