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

from raftlab.batch.ingest.times import read_time
from raftlab.cli.console import say, warn
from raftlab.cli.graded import Database, Folder, read_graded, writing_into
from raftlab.errors import UsageFault
from raftlab.report.sanitise import encodable, one_line

if TYPE_CHECKING:
    from raftlab.batch.edits import Edit, Kind
    from raftlab.batch.records import Grade

Student = Annotated[
    str, typer.Argument(metavar="STUDENT", help="An id, login, email or name; or a submission: all of its group.")
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the record.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides. Default: your login here.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take the earlier ones back.")]
AS_JSON = typer.Option("--json", help="Write JSON lines.")


def add_to(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("override")(override)
    app.command("comment")(comment)
    app.command("extend")(extend)
    app.command("edits")(edits)


def override(
    folder: Folder,
    student: Student,
    score: Annotated[str, typer.Argument(metavar="SCORE", help="The points that count from now on.")] = "",
    why: Why = "",
    by: By = "",
    undo: Undo = False,
    db: Database = None,
) -> None:
    """Give a student other points than the grader did. It outlives every regrade, and the late policy leaves it.

    \b
    Example: raftlab override graded ada 85 --why "argued well in office hours"
             raftlab override graded ada --undo --why "was meant for Adam"
    """
    value = taken_back(undo, score, "a score")
    if value:
        value = points(value)
    if not why:
        raise UsageFault('an override needs a reason; add --why "…"')
    decide_for(folder, student, "override", value, why, by, db)


def comment(
    folder: Folder,
    student: Student,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the student reads on the report's page.")] = "",
    why: Why = "",
    by: By = "",
    undo: Undo = False,
    db: Database = None,
) -> None:
    """Say something to a student: it stands on the student's page and in the exports, and outlives every regrade.

    \b
    Example: raftlab comment graded ada "See the note on 5.4.2 in the forum."
    """
    decide_for(folder, student, "comment", taken_back(undo, text, "a text"), why, by, db)


def extend(
    folder: Folder,
    student: Student,
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="The student's own due time.")] = "",
    why: Why = "",
    by: By = "",
    undo: Undo = False,
    db: Database = None,
) -> None:
    """Give a student more time: what came until then is not late, and the late policy counts from then.

    \b
    Example: raftlab extend graded ada --until 2026-11-26T18:00+01:00 --why "ill"
    """
    told = taken_back(undo, until, "--until TIME")
    moment = read_time(told) if told else None
    if told and moment is None:
        raise UsageFault(f"--until {one_line(told)}: no time; write it as 2026-11-26T18:00+01:00")
    decide_for(folder, student, "extend", moment.isoformat() if moment else "", why, by, db)


def edits(folder: Folder, as_json: Annotated[bool, AS_JSON] = False, db: Database = None) -> None:
    """List what staff decided, oldest first: who, when, what and why.

    \b
    Example: raftlab edits graded
    """
    told = read_graded(folder, db).edits
    for edit in told:
        if as_json:
            sys.stdout.write(msgspec.json.encode(edit).decode() + "\n")
        else:
            say(line_of(edit))
    if not told and not as_json:
        say("nothing was decided since the grading")


def line_of(edit: Edit) -> str:
    """Return one decision as a line."""
    from raftlab.batch.edits import policy_in
    from raftlab.batch.late import in_words

    who = one_line(edit.person.key) or "the class"
    policy = policy_in([edit])
    value = shown(float(edit.value)) if edit.kind == "override" and edit.value else one_line(edit.value)
    what = in_words(policy) if policy else value or "taken back"
    why = f" ({one_line(edit.why)})" if edit.why else ""
    kind = "late policy for" if edit.kind == "late" else edit.kind
    return f"{edit.at:%Y-%m-%d %H:%M} UTC  {one_line(edit.by)}: {kind} {who}: {what}{why}"


def taken_back(undo: bool, value: str, what: str) -> str:
    """Return the value, "" where the earlier ones are taken back. UsageFault for neither, and for both."""
    if undo == bool(value):
        raise UsageFault(f"give {what}, or --undo, and not both" if undo else f"give {what}, or --undo")
    return value


def points(text: str) -> str:
    """Return a score as it is kept. UsageFault for what is none."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise UsageFault(f"{one_line(text)} is no score; give points, 0 or more")
    return repr(number)


def decide_for(folder: Path, student: str, kind: Kind, value: str, why: str, by: str, db: str | None) -> None:
    """Write one decision for each of the people meant, and say what they get now."""
    told = read_graded(folder, db)
    from raftlab.batch.edits import Edit, is_same
    from raftlab.batch.settled import decide
    from raftlab.batch.wanted import people_called

    at = datetime.now(UTC)
    people = people_called(told.grades, student)
    who = by or login()
    texts = (encodable(value), encodable(why), encodable(who))
    new = [Edit(kind, person, *texts, at) for person in people]
    with writing_into(folder, "DIR"):
        after = decide(folder, told.roll, db, new)
    for old, grade in zip(told.grades, after.grades, strict=True):
        if any(is_same(person, grade.person) for person in people):
            say(f"{one_line(grade.person.key)}: {moved(old, grade)}{'; late' if grade.late else ''}")
            if grade.score is not None and grade.score > grade.max:
                warn(f"{grade.score} is over the scene's {grade.max} points; kept as given")


def moved(old: Grade, new: Grade) -> str:
    """Return what a decision made of a score, in words."""
    points = shown(new.score) + (f" of {new.max}" if new.score is not None else "")
    if (old.score, old.max) != (new.score, new.max):
        return f"{shown(old.score)} -> {points}"
    return f"{points}, as before"


def shown(score: float | None) -> str:
    """Return a score as it is said."""
    return "no score" if score is None else f"{score:g}"


def login() -> str:
    """Return who sits here."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a user of that number
        return "unknown"
