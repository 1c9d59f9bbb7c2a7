"""`raftlab diff`: whose points changed between two gradings, and why."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.console import say
from raftlab.errors import UsageFault
from raftlab.report.sanitise import one_line
from raftlab.workspace import shown

if TYPE_CHECKING:
    from raftlab.batch.differences import CheckChange, Comparison, Difference

WHERE = "A folder that `raftlab batch … --out` graded into, or a class.json."


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("diff")(diff)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=WHERE)],
    new: Annotated[
        Path | None,
        typer.Argument(
            metavar="NEW", help="The same. Default: OLD as it is now, against its run before.", show_default=False
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also who has other verdicts, but the same points.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON: all of it.")] = False,
) -> None:
    """Show whose points changed between two gradings, by which check, and why: after a check is mended, say.

    The grader's own points are compared, without overrides and late policy. Names of hidden checks are told: this is
    for staff.

    \b
    Example: raftlab diff graded
             raftlab diff graded-monday graded-tuesday
    """
    from raftlab.batch.differences import compare
    from raftlab.batch.roll import earlier, read_roll

    if new is None:
        before = earlier(old)
        if not before:
            raise UsageFault(f"{shown(old)}: no earlier run in it that differs; name two gradings")
        old, new = before[-1], old
    told = compare(read_roll(old), read_roll(new))
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n")
    else:
        show(told, every)


def show(told: Comparison, every: bool) -> None:
    """Say whose points or fate differ, of `every` one whose verdicts do too; then the checks that made it."""
    quiet = 0
    for each in told.differences:
        same = (each.old, each.old_fate) == (each.new, each.new_fate)
        if same and not every:
            quiet += 1
        else:
            tell(each)
    if quiet:
        say(f"{quiet} with the same points by other verdicts (--all tells them)")
    counted = Counter((check.name, check.old, check.new) for each in told.differences for check in each.checks)
    if counted:
        say("by check:")
    for (name, was, now), count in sorted(counted.items(), key=lambda item: (-item[1], str(item[0]))):
        moved = f"{now} as before, for other points" if was == now else f"{was or 'absent'} -> {now or 'absent'}"
        say(f"  {name}: {moved}, {count} student{'s' if count > 1 else ''}")
    kit = f"kit {told.old_kit}" if told.old_kit == told.new_kit else f"kit {told.old_kit} -> {told.new_kit}"
    say(f"{told.scene}: {len(told.differences)} differ, {told.same} are the same; {kit}")


def tell(each: Difference) -> None:
    """Say one student's difference."""
    points = f" ({each.new - each.old:+g})" if each.old is not None and each.new not in (None, each.old) else ""
    say(f"{one_line(each.person.key)}: {score(each.old)} -> {score(each.new)}{points}")
    for check in each.checks:
        say(f"    {line(check)}")
    if each.why:
        say(f"    why: {one_line('; '.join(each.why))}")


def line(check: CheckChange) -> str:
    """Return one check's change."""
    worth = f", {check.points:+d}" if check.points else ""
    if check.old == check.new:
        return f"{check.name}: {check.new} as before{worth}"
    return f"{check.name}: {check.old or 'absent'} -> {check.new or 'absent'}{worth}"


def score(points: float | None) -> str:
    """Return points as they are said."""
    return "no score" if points is None else f"{points:g}"
