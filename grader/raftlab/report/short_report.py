"""The report folded to a screen: what passed and what waits as counts, then the failures, the first to fix last."""

from __future__ import annotations

from itertools import chain

from rich.text import Text

from raftlab.count_text import count_text
from raftlab.grading_models import CheckResult, Result
from raftlab.report.advice import first_failure_to_fix
from raftlab.report.check_rows import CheckRows

MINIMUM_OTHER_LINES = 4
"""What the other failures have even where the one to fix first fills the screen."""


def folded_check_lines(result: Result, rows: CheckRows, room: int) -> list[Text]:
    """Return the lines of the checks, in at most `room` lines where the failure to fix first leaves that many."""
    lines = counted_check_lines(result, rows, room)
    if len(lines) > room:
        return counted_check_lines(result, rows, room, joins_todo=True)
    return lines


def counted_check_lines(result: Result, rows: CheckRows, room: int, joins_todo: bool = False) -> list[Text]:
    """Return the lines of the checks; of the failures besides the first to fix only as many as `room` allows."""
    lines = outcome_count_lines(result, rows, joins_todo)
    for check in result.checks:
        if check.verdict in ("unknown", "error") and not check.hidden:
            lines += rows.check_lines(check)
    main = first_failure_to_fix(result)
    if main is None:
        return lines
    main_lines = [Text(), *rows.check_lines(main)]
    others = [check for check in result.checks if check.verdict == "FAIL" and not check.hidden and check is not main]
    left = max(MINIMUM_OTHER_LINES, room - len(lines) - len(main_lines))
    return [*lines, *other_failure_lines(others, rows, left), *main_lines]


def outcome_count_lines(result: Result, rows: CheckRows, joins_todo: bool = False) -> list[Text]:
    """Return one line for all checks that passed, for each reason of a todo, for what waits, and for hidden ones.

    joins_todo: the methods that are still to be written stand in one line.
    """
    by_verdict: dict[str, list[CheckResult]] = {}
    for check in result.checks:
        by_verdict.setdefault(check.verdict, []).append(check)
    lines = [*rows.count_lines("ok", passed)] if (passed := by_verdict.get("ok")) else []
    todo = by_verdict.get("todo", [])
    holes = [hole for hole in dict.fromkeys(check.hole for check in todo) if hole]
    if joins_todo and len(holes) > 1 and all(check.hole for check in todo):
        lines += rows.count_lines("todo", todo, f": {', '.join(holes)} are still to be written")
    else:
        for reason in dict.fromkeys(check.seen for check in todo):
            lines += rows.count_lines("todo", [check for check in todo if check.seen == reason], f": {reason}")
    if waiting := by_verdict.get("blocked"):
        lines += rows.count_lines("blocked", waiting, ", waiting for other checks")
    for verdict in ("FAIL", "unknown", "error"):
        if hidden := [check for check in by_verdict.get(verdict, ()) if check.hidden]:
            lines += rows.count_lines(verdict, hidden)
    return lines


def other_failure_lines(checks: list[CheckResult], rows: CheckRows, room: int) -> list[Text]:
    """Return the failures besides the first to fix: in few lines each, or, where `room` is short, by their titles."""
    brief = list(chain.from_iterable((Text(), *rows.brief_lines(check)) for check in checks))
    if len(brief) <= room:
        return brief
    blocks = [list(rows.title_and_hint_lines(check)) for check in checks]
    shown = [Text()]
    for number, block in enumerate(blocks):
        left = len(blocks) - number
        if len(shown) + len(block) + (left > 1) > room:
            return [*shown, Text(f"  and {count_text(left, 'other failure')}; --all shows every check", style="dim")]
        shown += block
    return shown
