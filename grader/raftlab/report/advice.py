"""The next step for a student: the failure to fix first, and one line of advice."""

from __future__ import annotations

from collections import Counter

from raftlab.grading_models import CheckResult, Result


def next_step(result: Result, next_scene: str | None = None) -> str:
    """Return the advice at the end of a report; `next_scene` is the scene after this one."""
    verdicts = {check.verdict for check in result.checks}
    if verdicts == {"ok"}:
        if not result.is_whole:
            return f"raftlab grade {result.scene}"
        if result.hidden_elsewhere:
            return f"hand in {result.submission.file}; hidden checks of your course grade the rest"
        return f"raftlab start {next_scene}" if next_scene else "full marks; `raftlab scenes` lists the other scenes"
    if (first := first_failure_to_fix(result)) is not None:
        return f"raftlab hint {result.scene} {first.name.removeprefix('test_')}"
    if "FAIL" in verdicts:
        return f"only hidden checks fail; `raftlab grade {result.scene} --all` shows them"
    hole = next((check.hole for check in result.checks if check.hole), None)
    if hole is not None:
        return f"write {hole} in {result.submission.file}, then `raftlab grade {result.scene}` again"
    if "unknown" in verdicts:
        return f"a budget ran out: see what its line names, or raftlab hint {result.scene}"
    if "todo" in verdicts:
        return f"write what is still missing in {result.submission.file}, then `raftlab grade {result.scene}` again"
    return "report the error of the kit; your work is not at fault"


def first_failure_to_fix(result: Result) -> CheckResult | None:
    """Return the failure that most other checks wait for, the earliest of several; None without one to show."""
    failures = [check for check in result.checks if check.verdict == "FAIL" and not check.hidden]
    waiting = Counter(check.blocked_by for check in result.checks)
    return max(failures, key=lambda check: waiting[check.name], default=None)
