"""Fill the sheet of a platform for `raftlab export`, and say what changes and who is left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from raftlab.cli.support.console import names_text, say, warn
from raftlab.cli.support.output_files import write_output
from raftlab.count_text import count_text
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

if TYPE_CHECKING:
    from raftlab.batch.exports.filled_sheet import FilledSheet
    from raftlab.batch.exports.lossless_csv import CsvSheet
    from raftlab.batch.models import Grade

STUDENTS_LEFT_OUT = 1


def fill_template(template: Path, output: Path, dry_run: bool, fill_sheet: Callable[[CsvSheet], FilledSheet]) -> int:
    """Fill a platform's sheet, print what changes and who is left out, and return the exit code."""
    from raftlab.batch.exports.lossless_csv import read_sheet

    done = fill_sheet(read_sheet(template))
    scale = f", scaled to {done.points_possible:g} points" if done.points_possible else ""
    say(f"read    {printable_path(template)}: {done.format_text}")
    say(f"column  {one_line(done.column)}{scale}")
    for change in done.changes if dry_run else ():
        say(f"{one_line(change.student_name):<30} {one_line(change.old) or '(blank)'} -> {change.new}")
    for grade in done.unscored_grades:
        say(f"{person_text(grade):<30} stays as it is: {grade.fate}")
    for who in done.excused_names:
        say(f"{one_line(who):<30} stays excused")
    count = count_text(len(done.changes), "cell")
    if dry_run:
        say(f"{count} would change; nothing was written")
    else:
        write_output(output, done.sheet.to_bytes(), f"{count} changed")
    for conflict in done.conflicts:
        warn(f"{printable_path(template)}: {conflict}; these rows stay as they are")
    if done.refused_rows:
        warn(
            f"{count_text(len(done.refused_rows), 'row')} not written, because Moodle would not take them: "
            f"{names_text([one_line(row) for row in done.refused_rows])}"
        )
    unlisted = [unmatched_grade_text(grade, done) for grade in done.unlisted_grades if grade.score is not None]
    if unlisted:
        who = count_text(len(unlisted), "student")
        warn(f"{who} with a score not in {printable_path(template)}: {names_text(unlisted)}")
    return STUDENTS_LEFT_OUT if unlisted or done.refused_rows else 0


def unmatched_grade_text(grade: Grade, sheet: FilledSheet) -> str:
    """Return who is in no row, and why if a row of the sheet nearly matches the student."""
    reason = one_line(sheet.reasons.get(grade.person.key, ""))
    return person_text(grade) + (f" [{reason}]" if "line" in reason else "")


def person_text(grade: Grade) -> str:
    """Return the name and key of a student, for staff."""
    key, name = one_line(grade.person.key), one_line(grade.person.name)
    return f"{name} ({key})" if name and name != key else key
