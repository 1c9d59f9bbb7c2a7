"""`raftlab edits`: list the decisions of staff."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.console import say
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl, read_class_folder
from raftlab.cli.support.score_text import score_text
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.batch.manual_check_points import CheckPoints
    from raftlab.batch.staff_edits import Edit

JSON_LINES_OPTION = typer.Option("--json", help="Write JSON lines.")


def edits(folder: ClassFolder, as_json: Annotated[bool, JSON_LINES_OPTION] = False, db: DatabaseUrl = None) -> None:
    """List the decisions of staff: who, when, what, and why.

    The oldest comes first.

    \b
    Example: raftlab edits graded
    """
    all_edits = read_class_folder(folder, db).edits
    for edit in all_edits:
        if as_json:
            sys.stdout.write(msgspec.json.encode(edit).decode() + "\n")
        else:
            say(edit_line(edit))
    if not all_edits and not as_json:
        say("staff decided nothing since the grading")


def edit_line(edit: Edit) -> str:
    """Return one decision as a line."""
    from raftlab.batch.late_policy import late_policy_text
    from raftlab.batch.staff_edits import current_late_policy, decode_check_points

    who = one_line(edit.person.key) or "the class"
    policy, points = current_late_policy([edit]), decode_check_points(edit)
    value = score_text(float(edit.value)) if edit.kind == "override" and edit.value else one_line(edit.value)
    what = late_policy_text(policy) if policy else check_points_text(points) if points else value or "taken back"
    why = f" ({one_line(edit.why)})" if edit.why else ""
    kind = "late policy for" if edit.kind == "late" else edit.kind
    return f"{edit.at:%Y-%m-%d %H:%M} UTC  {one_line(edit.by)}: {kind} {who}: {what}{why}"


def check_points_text(points: CheckPoints) -> str:
    """Return the points of one check, as staff gave them."""
    comment = f", “{one_line(points.comment)}”" if points.comment else ""
    return f"{one_line(points.check)}: {'taken back' if points.points is None else f'{points.points}{comment}'}"
