"""`raftlab late`: what lateness costs, looked at before it counts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.edits import Author, login_name, score_text
from raftlab.cli.support.class_folder import ClassFolder, DatabaseUrl, explain_write_errors, read_class_folder
from raftlab.cli.support.console import say, warn
from raftlab.errors import UsageError
from raftlab.report.sanitise import encodable_text, one_line

if TYPE_CHECKING:
    from raftlab.batch.final_grades import FinalGrades
    from raftlab.batch.late_policy import LatePolicy
    from raftlab.batch.models import Grade


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("late")(late)


def late(
    folder: ClassFolder,
    policy_path: Annotated[Path | None, typer.Option("--policy", metavar="FILE", help="The policy, in TOML.")] = None,
    no_policy: Annotated[bool, typer.Option("--none", help="No policy: give back what one took.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Make it count; without this it is only shown.")] = False,
    author: Author = "",
    db: DatabaseUrl = None,
) -> None:
    """Show what a late policy takes from whom; with --apply, make it count, for later regrades too.

    A student's extension moves the due time; an override is final, the policy takes nothing from it. Where the
    platform told no time of handing in, nothing is taken and the student is listed. Without options: the policy in
    force.

    \b
    policy.toml:
      due = 2026-11-23T18:00:00+01:00
      grace_minutes = 15
      lost_percent = 10         # for each period begun after due
      every_hours = 24
      of = "score"              # or "max": of the scene's points
      at_most_percent = 50
      refused_after_hours = 96  # from then on nothing counts

    \b
    Example: raftlab late graded --policy policy.toml
             raftlab late graded --policy policy.toml --apply
             raftlab late graded --none --apply
    """
    told = read_class_folder(folder, db)
    from raftlab.batch.final_grades import add_edits, make_final_grades
    from raftlab.batch.late_policy import late_policy_text, read_late_policy
    from raftlab.batch.models import Person
    from raftlab.batch.staff_edits import Edit, current_late_policy

    if no_policy and policy_path:
        raise UsageError("--policy and --none exclude each other; give one")
    asked = no_policy or policy_path is not None
    if apply and not asked:
        raise UsageError("--apply needs --policy FILE, or --none")
    policy = read_late_policy(policy_path) if policy_path else None if no_policy else current_late_policy(told.edits)
    say(late_policy_text(policy) if policy else "no late policy")
    if not asked:
        return print_changes(told, told, policy)
    value = msgspec.json.encode(policy).decode() if policy else ""
    edit = Edit("late", Person(), value, "", encodable_text(author or login_name()), datetime.now(UTC))
    with explain_write_errors(folder, "DIR"):
        after = (
            add_edits(folder, told.class_results, db, [edit])
            if apply
            else make_final_grades(told.class_results, (*told.edits, edit))
        )
    print_changes(told, after, policy, "was" if apply else "now")
    if not apply:
        say("a preview: nothing was changed; --apply makes it count")
    return None


def print_changes(
    before: FinalGrades, after: FinalGrades, policy: LatePolicy | None, old_score_word: str = "now"
) -> None:
    """Say who is late, or whose score changes: how late, and what that costs. `word` tells when the old score holds."""
    changed = 0
    for old, new in zip(before.grades, after.grades, strict=True):
        changed += old.score != new.score
        if new.late or new.lost or old.score != new.score:
            change = "" if old.score == new.score else f" ({old_score_word} {score_text(old.score)})"
            of = "" if new.score is None else f" of {new.max}"
            say(f"{one_line(new.person.key):<24} {score_text(new.score)}{of}{change}  {lateness_text(new, policy)}")
    say(f"{sum(grade.late for grade in after.grades)} late, {changed} scores change")
    untimed = [one_line(grade.person.key) for grade in after.grades if grade.late and grade.submitted_at is None]
    if untimed and policy:
        warn(f"late at an unknown time, so nothing was taken: {', '.join(untimed)}; decide with `raftlab override`")


def lateness_text(grade: Grade, policy: LatePolicy | None) -> str:
    """Return how late a hand-in is and what that costs, in words."""
    if grade.submitted_at is None or policy is None:
        return "late" if grade.late else "in time"
    over = policy.lateness(grade.submitted_at, grade.extended_to)
    hours = f"{over.total_seconds() / 3600:.1f} h late" if over else "in time"
    extended = ", extended" if grade.extended_to else ""
    return f"{hours}{extended}, overridden" if grade.overridden else f"{hours}{extended}, {grade.lost:g} points lost"
