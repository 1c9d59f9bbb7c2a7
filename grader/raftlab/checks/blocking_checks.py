"""Which check blocks another one, and which check is the first cause why one is red."""

from __future__ import annotations

from collections.abc import Mapping

from raftlab.checks.check_decorator import Check
from raftlab.grading_models import TracedCheck

BLOCKING_VERDICTS = ("FAIL", "todo", "blocked", "unknown")
"""Verdicts that block what waits for them. Not `error`: the kit's fault costs no one the checks behind it."""


def find_blocking_check(
    check: Check, records: Mapping[str, TracedCheck], harmless: tuple[str, ...] = ("FAIL",)
) -> str | None:
    """Return the check that is the first cause why `check` is blocked; None if it is not blocked.

    harmless: the verdicts of a check of `explained_by` that block nothing: this one runs beside it.
    """
    for other in (*check.depends_on, *check.explained_by):
        root = find_cause(records, other)
        if root and (other in check.depends_on or records[root].result.verdict not in harmless):
            return root
    return None


def find_cause(records: Mapping[str, TracedCheck], name: str) -> str | None:
    """Return the check that is the first cause why `name` is red; None if it is not red, or has not run."""
    record = records.get(name)
    if record is None or record.result.verdict not in BLOCKING_VERDICTS:
        return None
    return record.result.blocked_by or name


def find_failed_cause(records: Mapping[str, TracedCheck], name: str) -> str | None:
    """Return the first cause why `name` is red if that check FAILs, else None."""
    root = find_cause(records, name)
    return root if root and records[root].result.verdict == "FAIL" else None
