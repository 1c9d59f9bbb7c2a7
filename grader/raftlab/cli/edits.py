"""`raftlab override`, `comment`, `extend` and `edits`: what staff decide after the grading."""

from __future__ import annotations

import getpass
import math
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.batch.ingest.timestamps import parse_time
from raftlab.cli.support.class_folder import ClassFolder, DatabaseUrl, explain_write_errors, read_class_folder
from raftlab.cli.support.console import say, warn
from raftlab.errors import UsageError
from raftlab.report.sanitise import encodable_text, one_line

if TYPE_CHECKING:
    from raftlab.batch.models import Grade
    from raftlab.batch.staff_edits import Edit, EditKind

Student = Annotated[
    str, typer.Argument(metavar="STUDENT", help="An id, login, email or name; or a submission: all of its group.")
]
Reason = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the record.")]
Author = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides. Default: your login here.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take the earlier ones back.")]
JSON_LINES_OPTION = typer.Option("--json", help="Write JSON lines.")


def add_to(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("override")(override)
    app.command("comment")(comment)
    app.command("extend")(extend)
    app.command("edits")(edits)


def override(
    folder: ClassFolder,
    student: Student,
    score: Annotated[str, typer.Argument(metavar="SCORE", help="The points that count from now on.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    db: DatabaseUrl = None,
) -> None:
    """Give a student other points than the grader did. It outlives every regrade, and the late policy leaves it.

    \b
    Example: raftlab override graded ada 85 --why "argued well in office hours"
             raftlab override graded ada --undo --why "was meant for Adam"
    """
    value = value_or_undo(undo, score, "a score")
    if value:
        value = parse_points(value)
    if not reason:
        raise UsageError('an override needs a reason; add --why "…"')
    record_edits(folder, student, "override", value, reason, author, db)


def comment(
    folder: ClassFolder,
    student: Student,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the student reads on the report's page.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    db: DatabaseUrl = None,
) -> None:
    """Say something to a student: it stands on the student's page and in the exports, and outlives every regrade.

    \b
    Example: raftlab comment graded ada "See the note on 5.4.2 in the forum."
    """
    record_edits(folder, student, "comment", value_or_undo(undo, text, "a text"), reason, author, db)


def extend(
    folder: ClassFolder,
    student: Student,
    due_time: Annotated[str, typer.Option("--until", metavar="TIME", help="The student's own due time.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    db: DatabaseUrl = None,
) -> None:
    """Give a student more time: what came until then is not late, and the late policy counts from then.

    \b
    Example: raftlab extend graded ada --until 2026-11-26T18:00+01:00 --why "ill"
    """
    told = value_or_undo(undo, due_time, "--until TIME")
    moment = parse_time(told) if told else None
    if told and moment is None:
        raise UsageError(f"--until {one_line(told)}: no time; write it as 2026-11-26T18:00+01:00")
    record_edits(folder, student, "extend", moment.isoformat() if moment else "", reason, author, db)


def edits(folder: ClassFolder, as_json: Annotated[bool, JSON_LINES_OPTION] = False, db: DatabaseUrl = None) -> None:
    """List what staff decided, oldest first: who, when, what and why.

    \b
    Example: raftlab edits graded
    """
    told = read_class_folder(folder, db).edits
    for edit in told:
        if as_json:
            sys.stdout.write(msgspec.json.encode(edit).decode() + "\n")
        else:
            say(edit_line(edit))
    if not told and not as_json:
        say("nothing was decided since the grading")


def edit_line(edit: Edit) -> str:
    """Return one decision as a line."""
    from raftlab.batch.late_policy import late_policy_text
    from raftlab.batch.staff_edits import current_late_policy

    who = one_line(edit.person.key) or "the class"
    policy = current_late_policy([edit])
    value = score_text(float(edit.value)) if edit.kind == "override" and edit.value else one_line(edit.value)
    what = late_policy_text(policy) if policy else value or "taken back"
    why = f" ({one_line(edit.why)})" if edit.why else ""
    kind = "late policy for" if edit.kind == "late" else edit.kind
    return f"{edit.at:%Y-%m-%d %H:%M} UTC  {one_line(edit.by)}: {kind} {who}: {what}{why}"


def value_or_undo(undo: bool, value: str, what: str) -> str:
    """Return the value, "" where the earlier ones are taken back. UsageError for neither, and for both."""
    if undo == bool(value):
        raise UsageError(f"give {what}, or --undo, and not both" if undo else f"give {what}, or --undo")
    return value


def parse_points(text: str) -> str:
    """Return a score as it is kept. UsageError for what is none."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise UsageError(f"{one_line(text)} is no score; give points, 0 or more")
    return repr(number)


def record_edits(
    folder: Path, student: str, kind: EditKind, value: str, reason: str, author: str, db: str | None
) -> None:
    """Write one decision for each of the people meant, and say what they get now."""
    told = read_class_folder(folder, db)
    from raftlab.batch.final_grades import add_edits
    from raftlab.batch.person_lookup import find_people
    from raftlab.batch.staff_edits import Edit, is_same_person

    at = datetime.now(UTC)
    people = find_people(told.grades, student)
    who = author or login_name()
    texts = (encodable_text(value), encodable_text(reason), encodable_text(who))
    new = [Edit(kind, person, *texts, at) for person in people]
    with explain_write_errors(folder, "DIR"):
        after = add_edits(folder, told.class_results, db, new)
    for old, grade in zip(told.grades, after.grades, strict=True):
        if any(is_same_person(person, grade.person) for person in people):
            say(f"{one_line(grade.person.key)}: {score_change_text(old, grade)}{'; late' if grade.late else ''}")
            if grade.score is not None and grade.score > grade.max:
                warn(f"{grade.score} is over the scene's {grade.max} points; kept as given")


def score_change_text(old: Grade, new: Grade) -> str:
    """Return what a decision made of a score, in words."""
    points = score_text(new.score) + (f" of {new.max}" if new.score is not None else "")
    if (old.score, old.max) != (new.score, new.max):
        return f"{score_text(old.score)} -> {points}"
    return f"{points}, as before"


def score_text(score: float | None) -> str:
    """Return a score as it is said."""
    return "no score" if score is None else f"{score:g}"


def login_name() -> str:
    """Return who sits here."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a user of that number
        return "unknown"
