"""Record a decision of staff: the options that override, comment and extend share, and the edit itself."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.support.console import say, warn
from raftlab.cli.support.graded_class_folder import read_class_folder
from raftlab.cli.support.output_files import explain_write_errors
from raftlab.cli.support.score_text import score_text
from raftlab.cli.support.student_lookup import find_students
from raftlab.errors import UsageError
from raftlab.report.sanitise import encodable_text, one_line

if TYPE_CHECKING:
    from raftlab.batch.models import Grade, Person
    from raftlab.batch.staff_edits import Edit, EditKind


Student = Annotated[
    str, typer.Argument(metavar="STUDENT", help="An id, login, email or name; or a submission, for all of its group.")
]
Reason = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the record.")]
Author = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides. Default: your login name.")]
Undo = Annotated[bool, typer.Option("--undo", help="Withdraw the earlier ones.")]


@dataclass(frozen=True)
class EditRow:
    """One decision as staff wrote it. file, line: its place in a CSV, "" and 0 for the command line."""

    student: str
    value: str
    reason: str
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """Return its place as the beginning of an error: "marks.csv, line 3: "; "" for the command line."""
        return f"{self.file}, line {self.line}: " if self.line else ""


def value_or_undo(undo: bool, value: str, what: str) -> str:
    """Return the value, or "" with `undo`. UsageError for both or neither."""
    if undo == bool(value):
        raise UsageError(f"give {what}, or --undo, and not both" if undo else f"give {what}, or --undo")
    return value


def record_edits(folder: Path, rows: Sequence[EditRow], kind: EditKind, author: str, db: str | None) -> None:
    """Record the edits of all matching people, or none of them, and print their new scores.

    UsageError for a student who is not in the class.
    """
    before = read_class_folder(folder, db)
    from raftlab.batch.anonymous_grades import ALIAS_PREFIX
    from raftlab.batch.final_grades import add_edits
    from raftlab.batch.staff_edits import Edit, is_same_person

    at = datetime.now(UTC)
    who = encodable_text(author or login_name())
    new: list[Edit] = []
    people: dict[Person, int] = {}
    labels: dict[str, str] = {}
    for row in rows:
        if not row.student:
            raise UsageError("name a STUDENT, or many with --from CSV")
        try:
            matches = find_students(folder, before.grades, row.student)
        except UsageError as error:
            raise UsageError(f"{row.place}{error}") from None
        if twice := [person for person in matches if person in people]:
            name = one_line(twice[0].key)
            raise UsageError(f"{row.place}{name} is in line {people[twice[0]]} too; keep one of them")
        texts = (encodable_text(row.value), encodable_text(row.reason), who)
        new += [Edit(kind, person, *texts, at) for person in matches]
        people |= dict.fromkeys(matches, row.line)
        labels |= {person.key: row.student for person in matches if len(matches) == 1}
    with explain_write_errors(folder, "DIR"):
        after = add_edits(folder, before.class_results, db, new)
    for old, grade in zip(before.grades, after.grades, strict=True):
        if any(is_same_person(person, grade.person) for person in people):
            label = labels.get(grade.person.key, "")
            who = label if label.startswith(ALIAS_PREFIX) else grade.person.key
            say(f"{one_line(who)}: {score_change_text(old, grade)}{'; late' if grade.late else ''}")
            if grade.score is not None and grade.score > grade.max:
                warn(f"{grade.score} is more than the scene's {grade.max} points; it is recorded anyway")


def score_change_text(old: Grade, new: Grade) -> str:
    """Return the new score in words, with the old one if it changed."""
    points = score_text(new.score) + (f" of {new.max}" if new.score is not None else "")
    if (old.score, old.max) != (new.score, new.max):
        return f"{score_text(old.score)} -> {points}"
    return f"{points}, unchanged"


def login_name() -> str:
    """Return the login name of the user, "unknown" without one."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a user of this id
        return "unknown"
