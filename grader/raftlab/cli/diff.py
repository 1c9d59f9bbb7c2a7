"""`raftlab diff`: show whose points changed between two gradings, and why."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.console import say
from raftlab.cli.support.score_text import score_text
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

if TYPE_CHECKING:
    from raftlab.batch.grading_diff import CheckChange, GradeDifference, GradingComparison

FOLDER_HELP = "A folder that `raftlab batch … --out` graded into, or a class.json."


def diff(
    old_class: Annotated[Path, typer.Argument(metavar="OLD", help=FOLDER_HELP)],
    new_class: Annotated[
        Path | None,
        typer.Argument(
            metavar="NEW",
            help="The newer one. Default: OLD as it is now, compared with its previous run.",
            show_default=False,
        ),
    ] = None,
    include_same_points: Annotated[
        bool, typer.Option("--all", help="Also show students with the same points but other verdicts.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write everything as JSON.")] = False,
) -> None:
    """Show whose points changed between two gradings, and why.

    Use it after you fix a check, for example. It compares the points that the grader gave, without overrides and late
    policy. The output names hidden checks: it is for staff only.

    \b
    Example: raftlab diff graded
             raftlab diff graded-monday graded-tuesday
    """
    from raftlab.batch.class_results import history_files, read_class_results
    from raftlab.batch.grading_diff import compare_gradings

    if new_class is None:
        before = history_files(old_class)
        if not before:
            raise UsageError(f"{printable_path(old_class)}: it has no earlier run that differs; name two gradings")
        old_class, new_class = before[-1], old_class
    comparison = compare_gradings(read_class_results(old_class), read_class_results(new_class))
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(comparison), indent=2).decode() + "\n")
    else:
        print_comparison(comparison, include_same_points)


def print_comparison(comparison: GradingComparison, include_same_points: bool) -> None:
    """Print whose points or fate differ, then the changed checks. `include_same_points`: also whose verdicts differ."""
    quiet = 0
    for difference in comparison.differences:
        same = (difference.old, difference.old_fate) == (difference.new, difference.new_fate)
        if same and not include_same_points:
            quiet += 1
        else:
            print_difference(difference)
    if quiet:
        say(f"{quiet} with the same points by other verdicts (--all shows them)")
    counted = Counter(
        (check.name, check.old, check.new) for difference in comparison.differences for check in difference.checks
    )
    if counted:
        say("by check:")
    for (name, was, now), count in sorted(counted.items(), key=lambda item: (-item[1], str(item[0]))):
        moved = f"{now} as before, for other points" if was == now else f"{was or 'absent'} -> {now or 'absent'}"
        say(f"  {name}: {moved}, {count} student{'s' if count > 1 else ''}")
    kit = (
        f"kit {comparison.old_kit}"
        if comparison.old_kit == comparison.new_kit
        else f"kit {comparison.old_kit} -> {comparison.new_kit}"
    )
    say(f"{comparison.scene}: {len(comparison.differences)} differ, {comparison.same} are the same; {kit}")


def print_difference(difference: GradeDifference) -> None:
    """Print the difference of one student."""
    points = (
        f" ({difference.new - difference.old:+g})"
        if difference.old is not None and difference.new not in (None, difference.old)
        else ""
    )
    say(f"{one_line(difference.person.key)}: {score_text(difference.old)} -> {score_text(difference.new)}{points}")
    for check in difference.checks:
        say(f"    {check_change_text(check)}")
    if difference.why:
        say(f"    why: {one_line('; '.join(difference.why))}")


def check_change_text(check: CheckChange) -> str:
    """Return the change of one check in words."""
    worth = f", {check.points:+d}" if check.points else ""
    if check.old == check.new:
        return f"{check.name}: {check.new} as before{worth}"
    return f"{check.name}: {check.old or 'absent'} -> {check.new or 'absent'}{worth}"
