"""Record points that staff give by hand for one check."""

from __future__ import annotations

from pathlib import Path

from raftlab.cli.support.graded_class_folder import read_class_folder
from raftlab.cli.support.staff_edit_options import EditRow, record_edits
from raftlab.cli.support.student_lookup import find_students
from raftlab.errors import UsageError


def record_check_points(
    folder: Path,
    student: str,
    check_name: str,
    texts: tuple[str, str, str],
    *,
    author: str,
    db: str | None,
    bulk_file: Path | None,
) -> None:
    """Record the points of one check for a student, or for all of a submission's group.

    texts: the points ("" takes them back), the reason, the comment for the student. UsageError if nothing is recorded.
    """
    import msgspec

    from raftlab.batch.exports.grade_feedback import latest_grades
    from raftlab.batch.manual_check_points import CheckPoints, find_check, parse_points
    from raftlab.report.sanitise import encodable_text

    points, reason, comment = texts
    if bulk_file is not None:
        raise UsageError("--check gives points to one student; leave --from out")
    if not student:
        raise UsageError("name a STUDENT")
    if not reason:
        raise UsageError('points by hand need a reason; add --why "…"')
    grades = latest_grades(read_class_folder(folder, db).class_results.grades)
    people = find_students(folder, grades, student)
    check = find_check(next(grade for grade in grades if grade.person in people), check_name)
    number = parse_points(check, points) if points else None
    value = msgspec.json.encode(CheckPoints(check.name, number, encodable_text(comment))).decode()
    record_edits(folder, [EditRow(student, value, reason)], "points", author, db)
