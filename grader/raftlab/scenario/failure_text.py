"""The text that says why a run of a scenario failed: a broken property, else the first line that did not come true."""

from __future__ import annotations

from raftlab.scenario.runner import FailedLine
from raftlab.simulator.property_monitor import worst_violation
from raftlab.trace import Trace, Violation


def failure_text(trace: Trace, failed_lines: tuple[FailedLine, ...], file: str) -> str | None:
    """Return what went wrong in a run of the scenario `file`; None if nothing did. A broken property comes first."""
    if trace.violations:
        return violations_text(trace)
    if not failed_lines:
        return None
    first = failed_lines[0]
    return f"{first.seen[0].upper()}{first.seen[1:]} (line {first.line} of {file}: {first.text})"


def violations_text(trace: Trace) -> str:
    """Return the worst violation, after the earlier violation that caused it, if there is one."""
    worst = worst_violation(trace.violations)
    cause = next((violation for violation in trace.violations if is_cause_of(violation, worst)), None)
    where = f"({worst.property} broken at step {worst.step} of {len(trace.events)})"
    if cause is None:
        return f"{worst.seen} {where}"
    return f"{cause.seen} The consequence: {worst.seen} {where}"


def is_cause_of(violation: Violation, effect: Violation) -> bool:
    """Return whether `violation` is an earlier violation at the same index as `effect`."""
    return violation.step < effect.step and violation.index is not None and violation.index == effect.index
