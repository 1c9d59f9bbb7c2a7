"""Of several failures the one that breaks a safety property is told."""

from __future__ import annotations

import pytest

from raftlab.checks import BudgetExhausted, CheckFailure
from raftlab.checks.case_failures import judge_cases
from raftlab.errors import SubmissionError


def raise_each(outcome: Exception | None) -> None:
    """Raise what a case of these tests stands for."""
    if outcome is not None:
        raise outcome


SLOW = CheckFailure("slow", safety="")
UNLABELLED = CheckFailure("slow too")
LOST = CheckFailure("lost", safety="AckIsDurable")
RAISED = SubmissionError("KeyError: 3")


@pytest.mark.parametrize(
    ("outcomes", "raised"),
    [
        ((None, SLOW, None, LOST), LOST),
        ((None, UNLABELLED, SLOW), UNLABELLED),
        ((SLOW, RAISED, LOST), SLOW),
        ((SLOW, BudgetExhausted("60 s of CPU"), LOST), SLOW),
        ((SLOW, TypeError("an absurd answer")), SLOW),
        ((None, RAISED, LOST), RAISED),
    ],
)
def test_worst_failure_is_raised(outcomes: tuple[Exception | None, ...], raised: Exception) -> None:
    """What loses an entry comes before what is slow; any other exception ends the cases."""
    with pytest.raises((CheckFailure, SubmissionError)) as error:
        judge_cases(raise_each, outcomes)
    assert error.value is raised


def test_cases_that_pass_raise_nothing() -> None:
    """Where no case fails there is no failure."""
    judge_cases(raise_each, (None, None))
