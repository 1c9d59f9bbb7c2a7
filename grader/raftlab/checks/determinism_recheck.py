"""The look at a check's end that comes before the verdict: did the submission act in one way only?"""

from __future__ import annotations

from raftlab.checks.exceptions import BudgetExhausted, CheckFailure
from raftlab.checks.lab import Lab
from raftlab.errors import KitError, NondeterminismError, SubmissionError, SubmissionRaisedError

RECHECKED_ERRORS = (CheckFailure, SubmissionRaisedError, NondeterminismError, AssertionError)
"""Faults that a submission which acts in two ways can be behind."""


def recheck_determinism(lab: Lab, error: BaseException | None) -> BaseException | None:
    """Return what the check came to: `fault`, None for a pass, or the fault of acting in two ways."""
    unsteady = is_flaky_example(error)
    if unsteady and lab.end_error is not None:
        return lab.end_error
    try:
        if error is None:
            lab.check_determinism()
        elif unsteady or isinstance(error, RECHECKED_ERRORS):
            lab.replay_failure()
    except NondeterminismError as told:
        told.trace = getattr(error, "trace", None)
        return told
    except (BudgetExhausted, KitError) as other:
        return other
    except SubmissionError:
        return error
    if unsteady:
        return lab.explain_nondeterminism(
            NondeterminismError("The same state and event, tried twice, came out in two ways.")
        )
    return lab.explain_nondeterminism(error) if isinstance(error, NondeterminismError) else error


def is_flaky_example(error: BaseException | None) -> bool:
    """Tell whether Hypothesis gave up because one example came out in two ways."""
    return error is not None and any(kind.__name__ == "Flaky" for kind in type(error).__mro__)
