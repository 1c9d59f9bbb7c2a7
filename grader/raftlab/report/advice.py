"""The next step for a student, in one line."""

from __future__ import annotations

from raftlab.models import Result


def next_step(result: Result, next_scene: str | None = None) -> str:
    """Return the advice at the end of a report; `next_scene` is the scene after this one."""
    verdicts = {check.verdict for check in result.checks}
    if verdicts == {"ok"}:
        return f"raftlab start {next_scene}" if next_scene else "full marks; `raftlab scenes` lists the other scenes"
    if "FAIL" in verdicts:
        return f"raftlab hint {result.scene}"
    hole = next((check.hole for check in result.checks if check.hole), None)
    if hole is not None:
        return f"write {hole} in {result.submission.file}, then `raftlab grade {result.scene}` again"
    if "unknown" in verdicts:
        return f"a budget ran out: look for work that never ends, or raftlab hint {result.scene}"
    return "report the error of the kit; your work is not at fault"
