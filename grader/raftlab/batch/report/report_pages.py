"""The report as files: index.html for staff, and a page for each student beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from raftlab.batch.class_results import ClassResults
from raftlab.batch.exports.csv_cells import csv_text
from raftlab.batch.exports.grade_feedback import latest_grades, student_file_stem, student_view
from raftlab.batch.models import Grade
from raftlab.batch.page_secret import unguessable_name
from raftlab.batch.report.class_page import class_page
from raftlab.batch.report.student_page import student_page
from raftlab.pages.html.markup import tag
from raftlab.pages.html.page_template import render_page

INDEX_FILE = "index.html"
PEOPLE_COLUMNS = ("id", "login", "email", "name")
STUDENTS_FOLDER = "students"
NO_LIST_FILE = f"{STUDENTS_FOLDER}/{INDEX_FILE}"
"""What a web server shows in place of a list of the students' pages."""
PAGE_LIST_FILE = "pages.csv"
STUDENT_PAGE_NAME = re.compile(r"[A-Za-z0-9-]+-[0-9a-f]{8}(?:[0-9a-f]{16})?\.html")
ReadSource = Callable[[Grade], str | None]


def read_no_source(grade: Grade) -> None:
    """Return no text, for pages without the submitted file."""


def report_pages(
    class_results: ClassResults,
    grades: Sequence[Grade],
    *,
    secret: bytes,
    show_hidden_titles: bool = False,
    read_source: ReadSource = read_no_source,
) -> Iterator[tuple[str, str]]:
    """Yield each page with its path, and the list of the pages.

    secret: of the batch; without it nobody can guess the name of a student's page.
    show_hidden_titles: the class page shows the titles of hidden checks.
    read_source: return the text of the submitted file of a grade, for the page of its student.
    Each person has one page, for the latest of several submissions (exports.grade_text.latest_grades).
    """
    grades = latest_grades(grades)
    links = {grade.person.key: student_page_path(grade, secret) for grade in grades}
    shown = grades if show_hidden_titles else tuple(student_view(grade) for grade in grades)
    yield PAGE_LIST_FILE, page_links_csv(grades, links)
    yield INDEX_FILE, class_page(class_results, shown, links)
    yield NO_LIST_FILE, nameless_index_page(class_results)
    for grade in grades:
        yield links[grade.person.key], student_page(class_results, grade, read_source(grade))


def nameless_index_page(class_results: ClassResults) -> str:
    """Return the page of the folder of the students' pages. It names none of them."""
    title = f"{class_results.scene}: {class_results.title}"
    text = "Each student has a page here. Its address is known to that student and to the staff."
    return render_page(title, tag("main", tag("h1", title), tag("p", text)))


def student_page_path(grade: Grade, secret: bytes) -> str:
    """Return the path of a student's page: the login, and digits that nobody can guess."""
    login = student_file_stem(grade).rpartition("-")[0]
    return f"{STUDENTS_FOLDER}/{login}-{unguessable_name(secret, grade.person.key)}.html"


def page_links_csv(grades: Iterable[Grade], links: Mapping[str, str]) -> str:
    """Return a CSV for a mail merge: each student with the path of the page."""
    rows = [(*(getattr(grade.person, kind) for kind in PEOPLE_COLUMNS), links[grade.person.key]) for grade in grades]
    return csv_text((*PEOPLE_COLUMNS, "page"), rows)


def outdated_pages(folder: Path, page_names: Iterable[str]) -> list[Path]:
    """Return the pages of an earlier report whose students are no longer in the class."""
    known = set(page_names)
    found = (folder / STUDENTS_FOLDER).glob("*.html")
    return [
        file
        for file in found
        if STUDENT_PAGE_NAME.fullmatch(file.name) and f"{STUDENTS_FOLDER}/{file.name}" not in known
    ]
