"""The page of one student: the score and what it is made of, and each check; of hidden checks the verdict alone."""

from __future__ import annotations

import html

import msgspec

from raftlab.batch.exports.told import points, remarks, veiled
from raftlab.batch.records import Grade
from raftlab.batch.roll import Roll
from raftlab.pages.markup import Markup, shown, tag
from raftlab.pages.page import page
from raftlab.pages.report import checks_table, warnings
from raftlab.records import Result

LONGEST = 20_000
"""Characters of a comment that are shown."""


def student_page(roll: Roll, grade: Grade) -> str:
    """Return the page. No word of a hidden check is on it, and no one else's name."""
    told = veiled(grade)
    result = told.result
    score = f"{points(grade.score)} of {grade.max} points" if grade.score is not None else "no score"
    head = tag(
        "header",
        tag("h1", f"{roll.scene}: {roll.title}"),
        tag("p", grade.person.name or grade.person.key),
        tag("p", tag("strong", score)),
        *(tag("p", whole_text(line), class_="note") for line in remarks(told)),
        tag("p", facts(roll, grade), class_="muted"),
    )
    body = tag(
        "main", head, *(warnings(result) if result else ()), checks_table(unmarked(result), {}) if result else None
    )
    return page(f"{roll.scene}: {score}", body)


def unmarked(result: Result) -> Result:
    """Return a veiled result whose hidden checks are marked by their title alone: it says "Hidden check 1" already."""
    checks = tuple(msgspec.structs.replace(check, hidden=False) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks)


def facts(roll: Roll, grade: Grade) -> str:
    """Return what was graded, and with what."""
    file = f"{grade.result.submission.file} · " if grade.result else ""
    when = f"handed in {grade.submitted_at:%Y-%m-%d %H:%M} UTC{', late' if grade.late else ''} · "
    return f"{file}{when if grade.submitted_at else ''}seed {roll.seed} · kit {roll.kit}"


def whole_text(text: str) -> Markup:
    """Return a text of the staff as markup that shows it: it may be longer than what a submission may say."""
    return Markup(html.escape(shown(text, LONGEST)).replace("\n", "<br>"))
