"""The table of a class: a line for each student, from the entries and their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from raftlab.batch.exports.csv_cells import csv_text
from raftlab.batch.models import SCENE_POINTS, Grade, JobResult, Person, SubmissionEntry
from raftlab.batch.review_flags import behaviour_flags
from raftlab.grading_models import Result

TABLE_COLUMNS = (
    *("key", "id", "login", "email", "name", "submission", "fate", "score", "max", "percent"),
    *("late", "submitted_at", "flags", "message", "sha256"),
    *("earned", "lost", "overridden", "comment", "level"),
)


def make_grades(
    entries: Iterable[SubmissionEntry], results_by_sha256: Mapping[str, JobResult], *, is_unreadable_zero: bool = True
) -> tuple[Grade, ...]:
    """Return a grade for each person of each entry, in the order of the entries."""
    return tuple(
        make_grade(entry, person, results_by_sha256, is_unreadable_zero=is_unreadable_zero)
        for entry in entries
        for person in entry.people or (Person(),)
    )


def make_grade(
    entry: SubmissionEntry,
    person: Person,
    results_by_sha256: Mapping[str, JobResult],
    *,
    is_unreadable_zero: bool = True,
) -> Grade:
    """Return the grade of one person. If the kit failed, there is no score, rather than 0 points.

    is_unreadable_zero: a file that cannot be graded gets 0 points, as on every platform's autograder; else no score.
    """
    outcome = (
        JobResult("unreadable", message=entry.error_text)
        if entry.error_text
        else results_by_sha256.get(entry.sha256, JobResult("waiting"))
    )
    result = outcome.result
    score, most = (result.score, result.max) if result else (None, 0)
    if outcome.fate == "unreadable" and is_unreadable_zero:
        score, most = 0, SCENE_POINTS
    return Grade(
        person=person,
        entry=entry.key,
        sha256=entry.sha256,
        fate=outcome.fate,
        score=score,
        max=most,
        percent=round(100 * score / most, 2) if score is not None and most else None,
        late=entry.late,
        submitted_at=entry.submitted_at,
        flags=(*(("late",) if entry.late else ()), *entry.notes, *behaviour_flags(outcome), *score_limit_flags(result)),
        message=outcome.message,
        result=result,
    )


def score_limit_flags(result: Result | None) -> tuple[str, ...]:
    """Return the flag of a grade that a broken safety property limits."""
    return () if result is None or result.limit is None else (f"limited: {result.limit.property} broke",)


def make_absent_grades(people: Iterable[Person], maximum: int, *, as_zero: bool) -> tuple[Grade, ...]:
    """Return a grade for each person without a submission: 0 of `maximum` points if `as_zero`, else no score."""
    return tuple(
        Grade(
            person=person,
            entry="",
            sha256="",
            fate="not submitted",
            score=0 if as_zero else None,
            max=maximum if as_zero else 0,
            percent=0.0 if as_zero and maximum else None,
            late=False,
            submitted_at=None,
            message="nothing was submitted",
        )
        for person in people
    )


def grades_csv(grades: Iterable[Grade]) -> str:
    """Return the table as CSV: quoted, formula-proof, equal for equal input."""
    return csv_text(TABLE_COLUMNS, table_rows(grades))


def table_rows(grades: Iterable[Grade]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each grade."""
    for grade in grades:
        who = grade.person
        when = grade.submitted_at.isoformat() if grade.submitted_at else ""
        points = (grade.fate, grade.score, grade.max, grade.percent, "yes" if grade.late else "", when)
        yield (
            who.key,
            who.id,
            who.login,
            who.email,
            who.name,
            grade.entry,
            *points,
            "; ".join(grade.flags),
            grade.message,
            grade.sha256,
            grade.earned,
            grade.lost or "",
            grade.overridden,
            grade.comment,
            grade.result.level if grade.result else "",
        )
