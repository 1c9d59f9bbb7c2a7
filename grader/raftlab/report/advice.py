"""The next step for a student: the failure to fix first, and one line of advice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from raftlab.grading_models import CheckResult, Result
from raftlab.kit import COMPOSED_ID
from raftlab.report.command_options import CommandOptions


def next_step(result: Result, next_scene: str | None = None, options: CommandOptions | None = None) -> str:
    """Return the advice at the end of a report; `next_scene` is the scene after this one.

    options: what its commands repeat of the one that graded.
    """
    options = options or CommandOptions()
    grade = f"raftlab grade {result.scene}{options.grade_text}"
    verdicts = {check.verdict for check in result.checks}
    if verdicts == {"ok"}:
        if not result.is_grade:
            return f"raftlab grade {result.scene}{replace(options, is_in_process=False).grade_text}"
        if result.hidden_elsewhere:
            return f"hand in {result.submission.file}; hidden checks of your course grade the rest"
        if next_scene is None:
            return "full marks; `raftlab scenes` lists the other scenes"
        return f"raftlab start {next_scene}{options.below_text}"
    if (first := first_failure_to_fix(result)) is not None:
        return f"raftlab hint {result.scene} {first.name.removeprefix('test_')}"
    if "FAIL" in verdicts:
        return f"only hidden checks fail; `{grade} --all` shows them"
    hole = next((check.hole for check in result.checks if check.hole), None)
    if hole is not None:
        place = "" if result.scene == COMPOSED_ID else f" in {result.submission.file}"  # there each layer has its file
        return f"write {hole}{place}, then `{grade}` again"
    if "unknown" in verdicts:
        return f"a budget ran out: see what its line names, or raftlab hint {result.scene}"
    if "todo" in verdicts:
        return f"write what is still missing in {result.submission.file}, then `{grade}` again"
    return "report the error of the kit; your work is not at fault"


def first_failure_to_fix(result: Result) -> CheckResult | None:
    """Return the failure that most other checks wait for, the earliest of several; None without one to show."""
    failures = [check for check in result.checks if check.verdict == "FAIL" and not check.hidden]
    waiting = Counter(check.blocked_by for check in result.checks)
    return max(failures, key=lambda check: waiting[check.name], default=None)
