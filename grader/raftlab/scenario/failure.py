"""Putting into a run's record what it failed by, where that is no property."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.errors import Raised, SubmissionFault
from raftlab.scenario.runner import Miss
from raftlab.trace import Failure, Trace


def failed_by(trace: Trace, failure: Failure | None) -> Trace:
    """Return `trace` with `failure`."""
    return Trace(**{name: getattr(trace, name) for name in trace.__struct_fields__} | {"failure": failure})


def with_fault(trace: Trace, fault: SubmissionFault) -> Trace:
    """Return `trace`, in whose last event the submission failed, with that."""
    at = fault.lines if isinstance(fault, Raised) else ()
    return failed_by(trace, Failure(str(fault), len(trace.events), at=at))


def with_miss(trace: Trace, misses: Sequence[Miss], file: str) -> Trace:
    """Return `trace` with the first line of the scenario `file` that did not come true.

    As it is, where all did, and where a property broke: that comes before a line.
    """
    if not misses or trace.violations:
        return trace
    first = misses[0]
    return failed_by(trace, Failure(first.seen, first.step, first.text, first.line, file))
