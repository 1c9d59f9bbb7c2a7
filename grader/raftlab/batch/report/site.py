"""The report as files: index.html for staff, and a page for each student beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from raftlab.batch.exports.told import file_stem, one_each, veiled
from raftlab.batch.records import Grade
from raftlab.batch.report.class_page import class_page
from raftlab.batch.report.student_page import student_page
from raftlab.batch.roll import Roll

INDEX = "index.html"
STUDENTS = "students"
OURS = re.compile(r"[A-Za-z0-9-]+-[0-9a-f]{8}\.html")


def site(roll: Roll, grades: Sequence[Grade], *, name_hidden: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each page with its path. name_hidden: the class page tells the titles of hidden checks.

    Each person has one page, whatever `grades` tell of several hand-ins (raftlab.batch.exports.told.one_each).
    """
    grades = one_each(grades)
    links = {grade.person.key: f"{STUDENTS}/{file_stem(grade)}.html" for grade in grades}
    shown = grades if name_hidden else tuple(veiled(grade) for grade in grades)
    yield INDEX, class_page(roll, shown, links)
    for grade in grades:
        yield links[grade.person.key], student_page(roll, grade)


def outdated(folder: Path, pages: Iterable[str]) -> list[Path]:
    """Return the pages of an earlier report, of students who are no longer in the class."""
    known = set(pages)
    found = (folder / STUDENTS).glob("*.html")
    return [file for file in found if OURS.fullmatch(file.name) and f"{STUDENTS}/{file.name}" not in known]
