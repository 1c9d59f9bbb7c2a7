"""The failure that a check of many cases raises: what breaks a safety property comes before what only delays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from raftlab.checks.check_exceptions import CheckFailure

Case = TypeVar("Case")


def judge_cases(judge: Callable[[Case], None], cases: Iterable[Case]) -> None:
    """Judge each case. Of several CheckFailures raise the first that names a safety property, else the first.

    Whatever ends a case after a failure, an exception of the submission or a spent budget, ends the search: the failure
    counts.
    """
    first: CheckFailure | None = None
    for case in cases:
        try:
            judge(case)
        except CheckFailure as failure:
            if failure.safety:
                raise
            first = first or failure
        except Exception:
            if first is None:
                raise
            break
    if first is not None:
        raise first
