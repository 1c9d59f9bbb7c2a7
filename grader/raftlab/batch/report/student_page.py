"""The page of one student: the score, its parts, and each check; hidden checks show only their verdict."""

from __future__ import annotations

import html

import msgspec

from raftlab.batch.class_results import ClassResults
from raftlab.batch.exports.grade_feedback import grade_remark_lines, points_text, student_view
from raftlab.batch.models import Grade
from raftlab.batch.report.source_listing import lines_named_by_checks, source_listing
from raftlab.grading_models import Result
from raftlab.pages.grade_report import checks_table, warning_paragraphs
from raftlab.pages.html.markup import Markup, tag, visible_text
from raftlab.pages.html.page_template import render_page

COMMENT_LIMIT = 20_000
"""The number of characters of a comment that are shown."""


def student_page(class_results: ClassResults, grade: Grade, source: str | None = None) -> str:
    """Return the page, with the submitted file beside the checks. It has no text of hidden checks, and no other
    student's name."""
    told = student_view(grade)
    result = told.result
    score = f"{points_text(grade.score)} of {grade.max} points" if grade.score is not None else "no score"
    head = tag(
        "header",
        tag("h1", f"{class_results.scene}: {class_results.title}"),
        tag("p", grade.person.name or grade.person.key),
        tag("p", tag("strong", score)),
        *(tag("p", staff_comment_html(line), class_="note") for line in grade_remark_lines(told)),
        tag("p", grading_facts(class_results, grade), class_="muted"),
    )
    body = tag(
        "main",
        head,
        *(warning_paragraphs(result) if result else ()),
        checks_and_source(grade, result, source),
    )
    return render_page(f"{class_results.scene}: {score}", body)


def checks_and_source(grade: Grade, result: Result | None, source: str | None) -> Markup | None:
    """Return the checks, and beside them the submitted file with the lines marked that the checks name."""
    checks = checks_table(unmark_hidden_checks(result), {}) if result else None
    if source is None:
        return checks
    file = result.submission.file if result else ""
    listing = source_listing(file, source, lines_named_by_checks(result, grade.message))
    return tag("div", checks, listing, class_="beside") if checks else listing


def unmark_hidden_checks(result: Result) -> Result:
    """Return a student's result without the hidden mark: the title already says "Hidden check 1"."""
    checks = tuple(msgspec.structs.replace(check, hidden=False) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks)


def grading_facts(class_results: ClassResults, grade: Grade) -> str:
    """Return the graded file, its time, the seed and the kit."""
    file = f"{grade.result.submission.file} · " if grade.result else ""
    late = ", late" if grade.late else ""
    when = f"submitted {grade.submitted_at:%Y-%m-%d %H:%M} UTC{late} · " if grade.submitted_at else ""
    return f"{file}{when}seed {class_results.seed} · kit {class_results.kit}"


def staff_comment_html(text: str) -> Markup:
    """Return a text of the staff as markup; it may be longer than a submission's text."""
    return Markup(html.escape(visible_text(text, COMMENT_LIMIT)).replace("\n", "<br>"))
