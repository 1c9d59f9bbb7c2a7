"""`raftlab late`: preview a late policy, or apply it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.console import names_text, say, warn
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl, read_class_folder
from raftlab.cli.support.output_files import explain_write_errors
from raftlab.cli.support.score_text import score_text
from raftlab.cli.support.staff_edit_options import Author, login_name
from raftlab.errors import UsageError
from raftlab.report.sanitise import encodable_text, one_line

if TYPE_CHECKING:
    from raftlab.batch.final_grades import FinalGrades
    from raftlab.batch.late_policy import LatePolicy
    from raftlab.batch.models import Grade

TIME_UNKNOWN = 1


def late(
    folder: ClassFolder,
    policy_path: Annotated[Path | None, typer.Option("--policy", metavar="FILE", help="The policy, in TOML.")] = None,
    no_policy: Annotated[bool, typer.Option("--none", help="No policy: restore the points that one took.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Apply it; without this the command only shows it.")] = False,
    author: Author = "",
    db: DatabaseUrl = None,
) -> int:
    """Show who loses points under a late policy, or apply it.

    With --apply the policy counts, also for later regrades. An extension moves the due time of a student. The policy
    does not change an override. If the platform gave no submission time, the student loses nothing and is listed.
    Without options the command shows the policy in force. Exit code 1: the time of a submission is unknown.

    \b
    policy.toml:
      due = 2026-11-23T18:00:00+01:00
      grace_minutes = 15
      lost_percent = 10         # for each started period after due
      every_hours = 24
      of = "score"              # or "max": of the scene's points
      at_most_percent = 50
      refused_after_hours = 96  # from then on nothing counts

    \b
    Example: raftlab late graded --policy policy.toml
             raftlab late graded --policy policy.toml --apply
             raftlab late graded --none --apply
    """
    final = read_class_folder(folder, db)
    from raftlab.batch.final_grades import add_edits, make_final_grades
    from raftlab.batch.late_policy import late_policy_text, read_late_policy
    from raftlab.batch.models import Person
    from raftlab.batch.staff_edits import Edit, current_late_policy

    if no_policy and policy_path:
        raise UsageError("--policy and --none exclude each other; give one")
    has_new_policy = no_policy or policy_path is not None
    if apply and not has_new_policy:
        raise UsageError("--apply needs --policy FILE, or --none")
    policy = read_late_policy(policy_path) if policy_path else None if no_policy else current_late_policy(final.edits)
    say(late_policy_text(policy) if policy else "no late policy")
    if not has_new_policy:
        return print_score_changes(final, final, policy)
    value = msgspec.json.encode(policy).decode() if policy else ""
    edit = Edit("late", Person(), value, "", encodable_text(author or login_name()), datetime.now(UTC))
    with explain_write_errors(folder, "DIR"):
        after = (
            add_edits(folder, final.class_results, db, [edit])
            if apply
            else make_final_grades(final.class_results, (*final.edits, edit))
        )
    exit_code = print_score_changes(final, after, policy, "was" if apply else "now")
    if not apply:
        say("a preview: nothing was changed; --apply applies it")
    return exit_code


def print_score_changes(
    before: FinalGrades, after: FinalGrades, policy: LatePolicy | None, old_score_word: str = "now"
) -> int:
    """Print who is late or whose score changes, and the cost; return the exit code.

    old_score_word: "was" or "now", the label of an old score.
    """
    changed = 0
    for old, new in zip(before.grades, after.grades, strict=True):
        changed += old.score != new.score
        if new.late or new.lost or old.score != new.score:
            change = "" if old.score == new.score else f" ({old_score_word} {score_text(old.score)})"
            of = "" if new.score is None else f" of {new.max}"
            say(f"{one_line(new.person.key):<24} {score_text(new.score)}{of}{change}  {lateness_text(new, policy)}")
    scores = "1 score changes" if changed == 1 else f"{changed} scores change"
    say(f"{sum(grade.late for grade in after.grades)} late, {scores}")
    return warn_of_unknown_times(after.grades) if policy else 0


def warn_of_unknown_times(grades: Sequence[Grade]) -> int:
    """Print who has no submission time, so that a policy takes nothing; return the exit code.

    A platform that marks late submissions without their times says of the others that they were in time.
    """
    untimed = [grade for grade in grades if grade.submitted_at is None and grade.fate != "not submitted"]
    late = [one_line(grade.person.key) for grade in untimed if grade.late]
    if late:
        warn(
            f"late, but the time is unknown, so they lost no points: {names_text(late)}; decide with `raftlab override`"
        )
    has_marks = bool(late) and len(untimed) == sum(grade.fate != "not submitted" for grade in grades)
    unknown = [] if has_marks else [one_line(grade.person.key) for grade in untimed if not grade.late]
    if unknown:
        warn(
            f"{len(unknown)} without a submission time, so they lost no points: {names_text(unknown)}; "
            "grade again with --times or --zone, or decide with `raftlab override`"
        )
    return TIME_UNKNOWN if late or unknown else 0


def lateness_text(grade: Grade, policy: LatePolicy | None) -> str:
    """Return how late a submission is and what that costs, in words."""
    if grade.submitted_at is None or policy is None:
        return "late" if grade.late else "in time"
    over = policy.lateness(grade.submitted_at, grade.extended_to)
    hours = f"{over.total_seconds() / 3600:.1f} h late" if over else "in time"
    extended = ", extended" if grade.extended_to else ""
    return f"{hours}{extended}, overridden" if grade.overridden else f"{hours}{extended}, {grade.lost:g} points lost"
