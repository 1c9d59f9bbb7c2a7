"""Adding a failure to a trace: an error of the submission, or a line of the scenario that did not come true."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.errors import SubmissionError, SubmissionRaisedError
from raftlab.scenario.runner import FailedLine
from raftlab.trace import RunFailure, Trace


def with_failure(trace: Trace, failure: RunFailure | None) -> Trace:
    """Return `trace` with `failure`."""
    return Trace(**{name: getattr(trace, name) for name in trace.__struct_fields__} | {"failure": failure})


def with_error(trace: Trace, error: SubmissionError) -> Trace:
    """Return `trace` with the error of the submission, which happened in its last event."""
    at = error.lines if isinstance(error, SubmissionRaisedError) else ()
    return with_failure(trace, RunFailure(str(error), len(trace.events), at=at))


def with_failed_line(trace: Trace, failed_lines: Sequence[FailedLine], file: str) -> Trace:
    """Return `trace` with the first line of the scenario `file` that did not come true.

    If all lines came true, or a property is broken, the trace is returned as it is.
    """
    if not failed_lines or trace.violations:
        return trace
    first = failed_lines[0]
    return with_failure(trace, RunFailure(first.seen, first.step, first.text, first.line, file))
