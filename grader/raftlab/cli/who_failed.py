"""`raftlab who-failed`: list who failed a check."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.console import say
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl, read_class_folder
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.batch.models import Grade
    from raftlab.grading_models import CheckResult

VERDICTS = ("FAIL", "todo", "blocked", "unknown", "error", "ok")
SEEN_WIDTH = 100
CheckName = Annotated[str, typer.Argument(metavar="CHECK", help="The name or title of a check. Default: count all.")]
VerdictOption = Annotated[
    str, typer.Option("--verdict", metavar="|".join(VERDICTS), help="Only this verdict. Default: all but ok.")
]


def who_failed(
    folder: ClassFolder,
    check: CheckName = "",
    verdict: VerdictOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON lines.")] = False,
    db: DatabaseUrl = None,
) -> None:
    """List the students who failed a check, and what was seen.

    Without CHECK it counts the verdicts of every check. A check that waits for another one is `blocked`. Hidden checks
    are listed by name: the output is for staff.

    \b
    Example: raftlab who-failed graded
             raftlab who-failed graded test_majority_elects --verdict FAIL
    """
    from raftlab.batch.exports.grade_feedback import latest_grades
    from raftlab.batch.manual_check_points import find_check_name
    from raftlab.batch.report.class_statistics import check_tallies

    if verdict and verdict not in VERDICTS:
        raise UsageError(f"--verdict {one_line(verdict)}: unknown; there are {', '.join(VERDICTS)}")
    grades = latest_grades(read_class_folder(folder, db).grades)
    tallies = check_tallies(grades)
    if not tallies:
        raise UsageError("no submission of this class has a result; grades.csv says why")
    if not check:
        for name, tally in tallies.items():
            counts = {word: tally.verdict_counts[word] for word in VERDICTS}  # type: ignore[index]
            print_verdict_counts(name, counts, as_json=as_json)
        return
    name = find_check_name({name: tally.title for name, tally in tallies.items()}, check)
    print_students(grades, name, verdict, as_json=as_json)


def print_verdict_counts(name: str, counts: dict[str, int], *, as_json: bool) -> None:
    """Print how many students have each verdict in a check."""
    if as_json:
        sys.stdout.write(msgspec.json.encode({"check": name, **counts}).decode() + "\n")
        return
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count and word != "ok")
    say(f"{counts['ok']:>5} of {sum(counts.values())} ok  {name:<44} {told}".rstrip())


def print_students(grades: Sequence[Grade], name: str, verdict: str, *, as_json: bool) -> None:
    """Print each student with the verdict in one check, and how many there are."""
    found = [
        (grade, check)
        for grade in grades
        for check in (grade.result.checks if grade.result else ())
        if check.name == name and (check.verdict == verdict if verdict else check.verdict != "ok")
    ]
    for grade, check in found:
        if as_json:
            sys.stdout.write(msgspec.json.encode(failure_json(grade, check)).decode() + "\n")
        else:
            say(failure_line(grade, check))
    if not as_json:
        say(f"{len(found)} of {len(grades)} students: {name}")


def failure_json(grade: Grade, check: CheckResult) -> dict[str, object]:
    """Return one student's verdict for a program."""
    person = msgspec.to_builtins(grade.person)
    return {**person, "submission": grade.entry, "verdict": check.verdict, "points": check.points, "seen": check.seen}


def failure_line(grade: Grade, check: CheckResult) -> str:
    """Return one student's verdict as a line."""
    who = one_line(grade.person.key)
    name = f" {one_line(grade.person.name)}" if grade.person.name not in ("", grade.person.key) else ""
    section = f" [{one_line(grade.person.section)}]" if grade.person.section else ""
    seen = f"waits for {check.blocked_by}" if check.blocked_by else one_line(check.seen.partition("\n")[0])[:SEEN_WIDTH]
    return f"{who + name + section:<36} {check.verdict:<8} {seen}".rstrip()
