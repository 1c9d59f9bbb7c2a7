"""The determinism check at the end of each check, before its verdict."""

from __future__ import annotations

from raftlab.checks.check_context import CheckContext
from raftlab.checks.check_exceptions import BudgetExhausted, CheckFailure
from raftlab.checks.check_verdict import is_unforeseen
from raftlab.errors import KitError, NondeterminismError, SubmissionError, SubmissionRaisedError
from raftlab.grader_process_limits import GraderCpuSpent

RECHECKED_ERRORS = (CheckFailure, SubmissionRaisedError, NondeterminismError, AssertionError)
"""Errors that nondeterminism can cause."""


def check_determinism_before_verdict(lab: CheckContext, error: BaseException | None) -> BaseException | None:
    """Return how the check ended: `error`, None for a pass, or a NondeterminismError."""
    unsteady = is_flaky_example(error)
    if unsteady and lab.end_error is not None:
        return lab.end_error
    try:
        if error is None:
            lab.check_determinism()
        elif unsteady or isinstance(error, RECHECKED_ERRORS) or is_unforeseen(error):
            lab.replay_failure()
    except NondeterminismError as told:
        told.trace = getattr(error, "trace", None)
        return told
    except (BudgetExhausted, KitError, MemoryError, GraderCpuSpent) as other:
        return other
    except SubmissionError as other:
        return error or NondeterminismError(f"The same events, once more in another process, ended otherwise: {other}")
    except Exception as unforeseen:  # a response that no server can have: the check's verdict decides whose fault it is
        return error or unforeseen
    if unsteady:
        return lab.explain_nondeterminism(
            NondeterminismError("The same state and event, tried twice, came out in two ways.")
        )
    return lab.explain_nondeterminism(error) if isinstance(error, NondeterminismError) else error


def is_flaky_example(error: BaseException | None) -> bool:
    """Return whether Hypothesis gave up because one example had two different results."""
    return error is not None and any(kind.__name__ == "Flaky" for kind in type(error).__mro__)
