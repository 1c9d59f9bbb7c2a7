"""The outputs of a graded cell: the reasons, the run that shows them, the number; and what only staff may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from raftlab.nbgrader.judged import FOR_A_PERSON, Judged
from raftlab.pages.frame import folded
from raftlab.pages.player import player_page
from raftlab.records import CheckResult
from raftlab.report.sanitise import one_line
from raftlab.report.single import told_check

STAFF = {"raftlab": "staff"}
"""The metadata of an output that must not leave the staff's machine."""


def outputs_of(judged: Judged, grade_id: str) -> list[Any]:
    """Return the outputs of one graded cell, all its points' reasons first."""
    from nbformat import v4

    outputs = [v4.new_output("stream", name="stdout", text=f"{words(judged, grade_id)}\n")]
    check = judged.checks.get(grade_id)
    if check is not None and (run := framed_run(judged, check)):
        outputs.append(v4.new_output("display_data", {"text/html": run, "text/plain": "the run that shows it"}))
    outputs += for_staff(judged, grade_id)
    points = judged.points(grade_id)
    if points is not None:
        outputs.append(v4.new_output("execute_result", {"text/plain": f"{points:g}"}, execution_count=None))
    return outputs


def words(judged: Judged, grade_id: str) -> str:
    """Return what a student reads of one check."""
    check = judged.checks.get(grade_id)
    if check is not None:
        return told_check(check, titles(judged.checks))
    if judged.fate == "unreadable":
        return f"not run: {judged.message}"
    return FOR_A_PERSON


def for_staff(judged: Judged, grade_id: str) -> Iterator[Any]:
    """Yield what only staff may read: the reasons of a hidden check, and what went wrong with the kit."""
    from nbformat import v4

    check = judged.hidden.get(grade_id)
    if check is not None and judged.result is not None:
        told = told_check(check, {each.name: each.title for each in judged.result.checks})
        yield v4.new_output("display_data", {"text/plain": f"for staff: {check.name}\n{told}"}, metadata=STAFF)
        if run := framed_run(judged, check):
            yield v4.new_output("display_data", {"text/html": run, "text/plain": "its run"}, metadata=STAFF)
    elif check is None and judged.result is None and judged.fate != "unreadable":
        told = f"for staff: {judged.fate}: {judged.message}"
        yield v4.new_output("display_data", {"text/plain": told}, metadata=STAFF)


def framed_run(judged: Judged, check: CheckResult) -> str:
    """Return the run that shows why a check failed, to step through; "" where there is none."""
    if not check.trace or check.trace not in judged.traces:
        return ""
    return str(folded(f"the run that shows it: {check.title}", player_page(judged.traces[check.trace])))


def titles(checks: Mapping[str, CheckResult]) -> dict[str, str]:
    """Return what each check is called, by its name."""
    return {check.name: check.title for check in checks.values()}


def comment_of(judged: Judged) -> str | None:
    """Return what a gradebook says beside the layer; None where the checks say it all.

    nbgrader shows comments as Markdown with any HTML in it: what may hold a submission's words is a block of code.
    """
    if judged.result is not None:
        errors = [check for check in judged.checks.values() if check.verdict == "error"]
        return FOR_A_PERSON if errors else None
    return f"Nothing could be run:\n\n    {one_line(judged.message)}" if judged.fate == "unreadable" else FOR_A_PERSON
