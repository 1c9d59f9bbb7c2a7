"""A graded class of six, written by hand, for tests of what follows the grading."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from raftlab.batch.class_results import ClassResults, save_class_results
from raftlab.batch.models import Grade, Person
from raftlab.grading_models import CheckResult, Result, SubmittedFile, Verdict

HIDDEN_TEXT = "a deposed leader of term 3 still answers"
"""What only the text of a hidden check says."""
STUDENTS = {
    "ada": Person(id="11", login="ada", email="ada@x.org", name="Lovelace, Ada"),
    "bob": Person(id="12", login="bob", email="bob@x.org", name='O"Brien, Bob'),
    "formula": Person(id="13", login="eve", email="eve@x.org", name='=HYPERLINK("http://x","y")'),
    "script": Person(id="14", login="mal", email="mal@x.org", name="<script>alert(1)</script>"),
    "late": Person(id="15", login="zoe", email="zoe@x.org", name="Zoë Ångström"),
    "broken": Person(id="16", login="kim", email="kim@x.org", name="Kim"),
}


def make_check(name: str, verdict: Verdict, maximum: int, *, hidden: bool = False) -> CheckResult:
    """Return what one check came to."""
    return CheckResult(
        name=f"test_{name}",
        title=HIDDEN_TEXT if hidden else f"Claim of {name}.",
        verdict=verdict,
        points=maximum if verdict == "ok" else 0,
        max=maximum,
        seen="" if verdict == "ok" else HIDDEN_TEXT if hidden else "S1 committed index 2 of <b>term 4</b>",
        ask="" if verdict == "ok" else "Which entries may a leader count?",
        lines=() if verdict == "ok" or hidden else ("commit.py line 3: =cmd()\x1b[31m",),
        blocked_by="test_first" if verdict == "blocked" else None,
        hidden=hidden,
    )


def make_result(*verdicts: Verdict, kit: str = "0+a") -> Result:
    """Return a result of three checks, 50, 30 and 20 points; the last one is hidden."""
    names = (("first", 50), ("second", 30), ("veiled", 20))
    checks = tuple(
        make_check(name, verdict, most, hidden=name == "veiled")
        for (name, most), verdict in zip(names, verdicts, strict=True)
    )
    points = sum(each.points for each in checks)
    return Result(kit, "scene05", "Commit", 0, "L2", SubmittedFile("commit.py", "0" * 64), checks, points, 100)


VERDICTS: dict[str, tuple[Verdict, Verdict, Verdict]] = {
    "ada": ("ok", "ok", "ok"),
    "bob": ("ok", "FAIL", "ok"),
    "formula": ("todo", "blocked", "unknown"),
    "script": ("ok", "ok", "FAIL"),
    "late": ("ok", "ok", "FAIL"),
}


def make_grade(student: str, student_result: Result | None, submitted_at: datetime | None = None) -> Grade:
    """Return what the grader gave one student."""
    return Grade(
        person=STUDENTS[student],
        entry=student,
        sha256=student,
        fate="graded" if student_result else "unreadable",
        score=student_result.score if student_result else None,
        max=student_result.max if student_result else 0,
        percent=float(student_result.score) if student_result else None,
        late=False,
        submitted_at=submitted_at or datetime(2026, 11, 23, 10, tzinfo=UTC),
        message="" if student_result else "commit.py, line 1: invalid syntax",
        result=student_result,
    )


def make_class_results(kit: str = "0+a", **changed: tuple[Verdict, Verdict, Verdict]) -> ClassResults:
    """Return the class; `changed` gives other verdicts."""
    late = datetime(2026, 11, 24, 20, tzinfo=UTC)
    verdicts = VERDICTS | changed
    grades = [
        make_grade(who, make_result(*told, kit=kit), late if who == "late" else None) for who, told in verdicts.items()
    ]
    return ClassResults("", "scene05", "Commit", kit, 0, "L2", "", (*grades, make_grade("broken", None)))


def write_graded_class(folder: Path, results: ClassResults | None = None) -> Path:
    """Write the class into `folder`, as a batch would leave it."""
    save_class_results(folder, results or make_class_results())
    return folder


def group_two_students(results: ClassResults) -> ClassResults:
    """Return the class with ada and bob as one group."""
    both = tuple(
        msgspec.structs.replace(each, entry="group-1") if each.entry in ("ada", "bob") else each
        for each in results.grades
    )
    return msgspec.structs.replace(results, grades=both)
