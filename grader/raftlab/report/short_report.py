"""The report folded to a screen: what passed and what waits as counts, then the failures, the first to fix last."""

from __future__ import annotations

from itertools import chain

from rich.text import Text

from raftlab.count_text import count_text
from raftlab.grading_models import CheckResult, Result
from raftlab.report.advice import first_failure_to_fix
from raftlab.report.check_rows import CheckRows, Layout

JOINED_COUNTS = (
    ("ok", None, "ok"),
    ("blocked", None, "waiting"),
    ("FAIL", True, "hidden FAIL"),
    ("unknown", True, "hidden unknown"),
    ("error", True, "hidden error"),
)
"""Verdict, whether only hidden checks are meant, and the words for it in the line that counts all."""
MINIMUM_OTHER_LINES = 4
"""What the other failures have even where the one to fix first fills the screen."""


def folded_check_lines(result: Result, rows: CheckRows, room: int, layout: Layout) -> list[Text]:
    """Return the lines of the checks, in at most `room` lines where the failure to fix first leaves that many."""
    counts = joined_count_lines if layout.joins_counts else outcome_count_lines
    lines = counts(result, rows, layout.joins_todo)
    for check in result.checks:
        if check.verdict in ("unknown", "error") and not check.hidden:
            lines += rows.check_lines(check)
    main = first_failure_to_fix(result)
    if main is None:
        return lines
    main_lines = [Text(), *rows.check_lines(main)]
    others = [check for check in result.checks if check.verdict == "FAIL" and not check.hidden and check is not main]
    left = room - len(lines) - len(main_lines)
    if layout.names_others:
        return [*lines, *named_failure_lines(others, rows, left, not layout.is_dense), *main_lines]
    return [*lines, *other_failure_lines(others, rows, max(MINIMUM_OTHER_LINES, left)), *main_lines]


def outcome_count_lines(result: Result, rows: CheckRows, joins_todo: bool = False) -> list[Text]:
    """Return one line for all checks that passed, for each reason of a todo, for what waits, and for hidden ones.

    joins_todo: the methods that are still to be written stand in one line.
    """
    by_verdict: dict[str, list[CheckResult]] = {}
    for check in result.checks:
        by_verdict.setdefault(check.verdict, []).append(check)
    lines = [*rows.count_lines("ok", passed)] if (passed := by_verdict.get("ok")) else []
    lines += todo_count_lines(by_verdict.get("todo", []), rows, joins_todo)
    if waiting := by_verdict.get("blocked"):
        lines += rows.count_lines("blocked", waiting, ", waiting for other checks")
    for verdict in ("FAIL", "unknown", "error"):
        if hidden := [check for check in by_verdict.get(verdict, ()) if check.hidden]:
            lines += rows.count_lines(verdict, hidden)
    return lines


def todo_count_lines(todo: list[CheckResult], rows: CheckRows, joins_todo: bool) -> list[Text]:
    """Return one line for each reason of a todo; joins_todo: the methods to write share one."""
    holes = [hole for hole in dict.fromkeys(check.hole for check in todo) if hole]
    if joins_todo and len(holes) > 1 and all(check.hole for check in todo):
        return [*rows.count_lines("todo", todo, f": {', '.join(holes)} are still to be written")]
    lines: list[Text] = []
    for reason in dict.fromkeys(check.seen for check in todo):
        lines += rows.count_lines("todo", [check for check in todo if check.seen == reason], f": {reason}")
    return lines


def joined_count_lines(result: Result, rows: CheckRows, joins_todo: bool = True) -> list[Text]:
    """Return the counts of all outcomes in one line, and what is to be written in another."""
    groups = {word: checks_with(result, verdict, hidden) for verdict, hidden, word in JOINED_COUNTS}
    parts = [f"{word} {len(checks)} ({sum(each.max for each in checks)})" for word, checks in groups.items() if checks]
    lines = [*rows.text_lines(", ".join(parts).replace(")", " points)", 1))] if parts else []
    todo = checks_with(result, "todo", None)
    return [*lines, *todo_count_lines(todo, rows, joins_todo)]


def checks_with(result: Result, verdict: str, hidden: bool | None) -> list[CheckResult]:
    """Return the checks with a verdict; hidden: only those that are hidden, or are not; None: all."""
    return [each for each in result.checks if each.verdict == verdict and hidden in (None, each.hidden)]


def named_failure_lines(checks: list[CheckResult], rows: CheckRows, room: int, with_gap: bool) -> list[Text]:
    """Return the failures besides the first to fix, a line each; one line counts those for which `room` is short."""
    lines = [line for check in checks for line in rows.name_line(check)]
    gap = [Text()] if with_gap and lines else []
    count = max(1, room - len(gap))
    if len(lines) > count:
        lines = [*lines[: count - 1], other_failures_line(len(lines) - count + 1)]
    return [*gap, *lines]


def other_failures_line(count: int) -> Text:
    """Return the line for failures that are not shown."""
    return Text(f"  and {count_text(count, 'other failure')}; --all shows every check", style="dim")


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
            return [*shown, other_failures_line(left)]
        shown += block
    return shown
