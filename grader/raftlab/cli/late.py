"""`raftlab late`: what lateness costs, looked at before it counts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.console import say, warn
from raftlab.cli.edit import By, login, shown
from raftlab.cli.graded import Database, Folder, read_graded, writing_into
from raftlab.errors import UsageFault
from raftlab.report.sanitise import encodable, one_line

if TYPE_CHECKING:
    from raftlab.batch.late import Policy
    from raftlab.batch.records import Grade
    from raftlab.batch.settled import Settled


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("late")(late)


def late(
    folder: Folder,
    file: Annotated[Path | None, typer.Option("--policy", metavar="FILE", help="The policy, in TOML.")] = None,
    none: Annotated[bool, typer.Option("--none", help="No policy: give back what one took.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Make it count; without this it is only shown.")] = False,
    by: By = "",
    db: Database = None,
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
    told = read_graded(folder, db)
    from raftlab.batch.edits import Edit, policy_in
    from raftlab.batch.late import in_words, read_policy
    from raftlab.batch.records import Person
    from raftlab.batch.settled import decide, with_edits

    if none and file:
        raise UsageFault("--policy and --none exclude each other; give one")
    asked = none or file is not None
    if apply and not asked:
        raise UsageFault("--apply needs --policy FILE, or --none")
    policy = read_policy(file) if file else None if none else policy_in(told.edits)
    say(in_words(policy) if policy else "no late policy")
    if not asked:
        return show(told, told, policy)
    value = msgspec.json.encode(policy).decode() if policy else ""
    edit = Edit("late", Person(), value, "", encodable(by or login()), datetime.now(UTC))
    with writing_into(folder, "DIR"):
        after = decide(folder, told.roll, db, [edit]) if apply else with_edits(told.roll, (*told.edits, edit))
    show(told, after, policy, "was" if apply else "now")
    if not apply:
        say("a preview: nothing was changed; --apply makes it count")
    return None


def show(before: Settled, after: Settled, policy: Policy | None, word: str = "now") -> None:
    """Say who is late, or whose score changes: how late, and what that costs. `word` tells when the old score holds."""
    changed = 0
    for old, new in zip(before.grades, after.grades, strict=True):
        changed += old.score != new.score
        if new.late or new.lost or old.score != new.score:
            change = "" if old.score == new.score else f" ({word} {shown(old.score)})"
            of = "" if new.score is None else f" of {new.max}"
            say(f"{one_line(new.person.key):<24} {shown(new.score)}{of}{change}  {reason(new, policy)}")
    say(f"{sum(grade.late for grade in after.grades)} late, {changed} scores change")
    untimed = [one_line(grade.person.key) for grade in after.grades if grade.late and grade.submitted_at is None]
    if untimed and policy:
        warn(f"late at an unknown time, so nothing was taken: {', '.join(untimed)}; decide with `raftlab override`")


def reason(grade: Grade, policy: Policy | None) -> str:
    """Return how late a hand-in is and what that costs, in words."""
    if grade.submitted_at is None or policy is None:
        return "late" if grade.late else "in time"
    over = policy.lateness(grade.submitted_at, grade.extended_to)
    hours = f"{over.total_seconds() / 3600:.1f} h late" if over else "in time"
    extended = ", extended" if grade.extended_to else ""
    return f"{hours}{extended}, overridden" if grade.overridden else f"{hours}{extended}, {grade.lost:g} points lost"
