"""The report as files: index.html for staff, and a page for each student beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from raftlab.batch.exports.told import file_stem, one_each, veiled
from raftlab.batch.records import Grade
from raftlab.batch.report.class_page import class_page
from raftlab.batch.report.student_page import student_page
from raftlab.batch.roll import Roll

INDEX = "index.html"
STUDENTS = "students"
OURS = re.compile(r"[A-Za-z0-9-]+-[0-9a-f]{8}\.html")


def site(roll: Roll, grades: Sequence[Grade], *, name_hidden: bool = False) -> dict[str, str]:
    """Return the pages by their path. name_hidden: the class page tells the titles of hidden checks."""
    grades = one_each(grades)
    pages = {f"{STUDENTS}/{file_stem(grade)}.html": student_page(roll, grade) for grade in grades}
    links = {grade.person.key: path for grade, path in zip(grades, pages, strict=True)}
    shown = grades if name_hidden else tuple(veiled(grade) for grade in grades)
    return {INDEX: class_page(roll, shown, links), **pages}


def outdated(folder: Path, pages: dict[str, str]) -> list[Path]:
    """Return the pages of an earlier report, of students who are no longer in the class."""
    found = (folder / STUDENTS).glob("*.html")
    return [file for file in found if OURS.fullmatch(file.name) and f"{STUDENTS}/{file.name}" not in pages]
