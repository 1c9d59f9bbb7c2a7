"""The report as files: index.html for staff, and a page for each student beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from raftlab.batch.class_results import ClassResults
from raftlab.batch.exports.grade_text import file_stem, latest_grades, student_view
from raftlab.batch.models import Grade
from raftlab.batch.report.class_page import class_page
from raftlab.batch.report.student_page import student_page

INDEX_FILE = "index.html"
STUDENTS_FOLDER = "students"
STUDENT_PAGE_NAME = re.compile(r"[A-Za-z0-9-]+-[0-9a-f]{8}\.html")


def report_pages(
    class_results: ClassResults, grades: Sequence[Grade], *, show_hidden_titles: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield each page with its path. show_hidden_titles: the class page shows the titles of hidden checks.

    Each person has one page, for the latest of several submissions (exports.grade_text.latest_grades).
    """
    grades = latest_grades(grades)
    links = {grade.person.key: f"{STUDENTS_FOLDER}/{file_stem(grade)}.html" for grade in grades}
    shown = grades if show_hidden_titles else tuple(student_view(grade) for grade in grades)
    yield INDEX_FILE, class_page(class_results, shown, links)
    for grade in grades:
        yield links[grade.person.key], student_page(class_results, grade)


def outdated_pages(folder: Path, page_names: Iterable[str]) -> list[Path]:
    """Return the pages of an earlier report whose students are no longer in the class."""
    known = set(page_names)
    found = (folder / STUDENTS_FOLDER).glob("*.html")
    return [
        file
        for file in found
        if STUDENT_PAGE_NAME.fullmatch(file.name) and f"{STUDENTS_FOLDER}/{file.name}" not in known
    ]
