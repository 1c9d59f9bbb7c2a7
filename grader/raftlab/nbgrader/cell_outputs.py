"""The outputs of a graded cell: the reason, the failing run and the points; and the outputs for staff only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from raftlab.grading_models import CheckResult
from raftlab.nbgrader.cell_scores import MANUAL_GRADING_TEXT, SubmissionGrading
from raftlab.pages.html.sandboxed_iframe import folded_iframe
from raftlab.pages.player.page import player_page
from raftlab.report.check_text import check_text
from raftlab.report.sanitise import one_line

STAFF_METADATA = {"raftlab": "staff"}
"""The metadata of an output that only staff may see."""


def make_cell_outputs(grading: SubmissionGrading, grade_id: str) -> list[Any]:
    """Return the outputs of one graded cell, the reason for its points first."""
    from nbformat import v4

    notes = "".join(f"{note}\n" for note in notebook_notes(grading, grade_id))
    outputs = [v4.new_output("stream", name="stdout", text=f"{notes}{check_reason_text(grading, grade_id)}\n")]
    check = grading.student_checks.get(grade_id)
    if check is not None and (run := failing_run_html(grading, check)):
        outputs.append(v4.new_output("display_data", {"text/html": run, "text/plain": "the run that shows it"}))
    outputs += staff_outputs(grading, grade_id)
    points = grading.cell_points(grade_id)
    if points is not None:
        outputs.append(v4.new_output("execute_result", {"text/plain": f"{points:g}"}, execution_count=None))
    return outputs


def notebook_notes(grading: SubmissionGrading, grade_id: str) -> Iterator[str]:
    """Yield the notes on the notebook, for the first check's cell, and for every cell if there is no result."""
    if grading.result is None or grade_id == next(iter(grading.student_checks), ""):
        yield from (f"about your notebook: {one_line(note)}" for note in grading.notes)


def check_reason_text(grading: SubmissionGrading, grade_id: str) -> str:
    """Return the text of one check for the student."""
    check = grading.student_checks.get(grade_id)
    if check is not None:
        text = check_text(check, check_titles(grading.student_checks))
        reason = grading.limit_reason(grade_id)
        return f"{text}\n  {'limit':<10} {reason}" if reason else text
    if grading.status == "unreadable":
        return f"not run: {grading.message}"
    return MANUAL_GRADING_TEXT


def staff_outputs(grading: SubmissionGrading, grade_id: str) -> Iterator[Any]:
    """Yield the outputs for staff only: the reason of a hidden check, or an error of the kit."""
    from nbformat import v4

    check = grading.hidden_checks.get(grade_id)
    if check is not None and grading.result is not None:
        text = check_text(check, {each.name: each.title for each in grading.result.checks})
        yield v4.new_output("display_data", {"text/plain": f"for staff: {check.name}\n{text}"}, metadata=STAFF_METADATA)
        if run := failing_run_html(grading, check):
            yield v4.new_output("display_data", {"text/html": run, "text/plain": "its run"}, metadata=STAFF_METADATA)
    elif check is None and grading.result is None and grading.status != "unreadable":
        text = f"for staff: {grading.status}: {grading.message}"
        yield v4.new_output("display_data", {"text/plain": text}, metadata=STAFF_METADATA)


def failing_run_html(grading: SubmissionGrading, check: CheckResult) -> str:
    """Return the player of the run that shows why a check failed; "" if there is none."""
    if not check.trace or check.trace not in grading.traces:
        return ""
    return str(folded_iframe(f"the run that shows it: {check.title}", player_page(grading.traces[check.trace])))


def check_titles(checks: Mapping[str, CheckResult]) -> dict[str, str]:
    """Return the title of each check, by its name."""
    return {check.name: check.title for check in checks.values()}


def layer_comment(grading: SubmissionGrading) -> str | None:
    """Return the gradebook's comment on the layer; None if the checks say everything.

    nbgrader renders comments as Markdown with HTML, so text from a submission goes into a code block.
    """
    notes = [f"    {one_line(note)}" for note in grading.notes]
    if grading.status == "unreadable":
        return "\n".join(["Nothing could be run:", "", f"    {one_line(grading.message)}", *notes])
    if grading.result is None:
        return MANUAL_GRADING_TEXT
    faults = [MANUAL_GRADING_TEXT] if any(c.verdict == "error" for c in grading.student_checks.values()) else []
    about = ["\n".join(["About your notebook:", "", *notes])] if notes else []
    return "\n\n".join(faults + about) or None
