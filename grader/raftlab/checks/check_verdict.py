"""The verdict on a check from how its test ended."""

from __future__ import annotations

import linecache
import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest

from raftlab.checks.check_context import CheckContext
from raftlab.checks.check_exceptions import BudgetExhausted, CheckBlocked, CheckFailure
from raftlab.errors import NondeterminismError, RaftlabError, SubmissionError, SubmissionRaisedError, UnwrittenHoleError
from raftlab.grader_process_limits import GraderCpuSpent
from raftlab.grading_models import Verdict
from raftlab.kit import Kit
from raftlab.scenario.failure_text import violations_text
from raftlab.scenario.scripted_cluster import StepFailedError
from raftlab.scenario.trace_with_failure import with_error
from raftlab.trace import Trace


@dataclass(frozen=True)
class VerdictDetails:
    """A verdict and what the report says about it."""

    verdict: Verdict
    seen: str = ""
    hole: str | None = None
    lines: tuple[str, ...] = ()
    trace: Trace | None = None
    blocked_by: str | None = None
    safety: str | None = ""  # the safety property that the failure breaks; None: the one that its check names


def decide_verdict(error: BaseException | None, lab: CheckContext | None, kit: Kit) -> VerdictDetails:
    """Return the verdict on a test that ended with `error`; None: it returned."""
    if error is None:
        return VerdictDetails("ok")
    if isinstance(error, CheckFailure):
        told = lab.deployment_text if error.options_text is None and lab is not None else error.options_text or ""
        seen = error.seen if error.trace is not None else error.seen + told
        return VerdictDetails("FAIL", seen, trace=error.trace, safety=error.safety)
    if isinstance(error, CheckBlocked):
        return VerdictDetails("blocked", error.seen, blocked_by=error.check_name)
    if isinstance(error, BudgetExhausted):
        return VerdictDetails("unknown", error.reason)
    if isinstance(error, UnwrittenHoleError):
        return VerdictDetails("todo", str(error), hole=error.hole)
    if isinstance(error, SubmissionError):
        return submission_error_verdict(error, lab)
    if isinstance(error, StepFailedError):
        return VerdictDetails("FAIL", str(error))
    if isinstance(error, GraderCpuSpent):
        return VerdictDetails("unknown", str(error))
    if isinstance(error, MemoryError):
        return VerdictDetails("unknown", "the grader had no memory left for what the servers sent")
    if isinstance(error, pytest.fail.Exception):
        return VerdictDetails("FAIL", error.msg or "")
    if isinstance(error, AssertionError) and (where := assertion_line(error, kit)):
        seen = str(error.args[0]) if error.args else f"not so: {where}"
        return VerdictDetails("FAIL", seen, safety=None)
    return VerdictDetails("error", kit_error_text(error, kit))


def is_unforeseen(error: BaseException | None) -> bool:
    """Return whether a check ended in an exception that it does not expect: its own error, or an absurd response."""
    expected = (
        RaftlabError
        | SubmissionError
        | CheckFailure
        | CheckBlocked
        | BudgetExhausted
        | StepFailedError
        | AssertionError
    )
    return isinstance(error, Exception) and not isinstance(error, expected | MemoryError | GraderCpuSpent)


def unforeseen_response_verdict(error: BaseException, lab: CheckContext | None, kit: Kit) -> VerdictDetails:
    """Return FAIL for a submission that makes a check raise an exception that the reference does not cause."""
    last = f" It last saw this: {lab.last_request_text}." if lab is not None and lab.last_request is not None else ""
    return VerdictDetails(
        "FAIL",
        f"The check cannot work with what the servers did.{last} Which value of theirs can no Raft server have?\n"
        f"For staff: the reference passes; at this submission the check ended in {kit_error_text(error, kit)}",
    )


def submission_error_verdict(error: SubmissionError, lab: CheckContext | None) -> VerdictDetails:
    """Return the verdict on a submission that failed. A property that its run broke earlier comes first."""
    lines = error.lines if isinstance(error, SubmissionRaisedError) else ()
    trace = with_error(error.trace, error) if isinstance(error.trace, Trace) else None
    seen = str(error) if isinstance(error, NondeterminismError) else error_event_text(error, lab)
    if trace is not None and trace.violations:
        seen = f"{violations_text(trace)}\nthen {seen}"
    return VerdictDetails("FAIL", seen, lines=lines, trace=trace)


def error_event_text(error: SubmissionError, lab: CheckContext | None) -> str:
    """Return what went wrong, the event during which it did, and the guilty layer if it is known."""
    event = f"while {lab.failed_request_text}" if lab is not None and lab.failed_request_text else ""
    return "\n".join(filter(None, (str(error), event, error.blame_text)))


def assertion_line(error: BaseException, kit: Kit) -> str:
    """Return the source line that raised `error` if it is in a file of checks, else ""."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    if last is None or not any(Path(last.filename).is_relative_to(tree) for tree in (kit.labs, kit.reference)):
        return ""
    return linecache.getline(last.filename, last.lineno or 0).strip()


def kit_error_text(error: BaseException, kit: Kit) -> str:
    """Return an error of the kit in one line, with its place in the kit."""
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(kit.root):
            where = f" ({path.relative_to(kit.root)}:{frame.lineno})"
    text = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {text}{where}"
