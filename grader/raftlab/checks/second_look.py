"""The look at a check's end that comes before the verdict: did the submission act in one way only?"""

from __future__ import annotations

from raftlab.checks.lab import Lab
from raftlab.checks.outcome import Broken, Unknown
from raftlab.errors import KitFault, NotDeterministic, Raised, SubmissionFault

DOUBTFUL = (Broken, Raised, NotDeterministic, AssertionError)
"""Faults that a submission which acts in two ways can be behind."""


def second_look(lab: Lab, fault: BaseException | None) -> BaseException | None:
    """Return what the check came to: `fault`, None for a pass, or the fault of acting in two ways."""
    unsteady = is_unsteady(fault)
    if unsteady and lab.ended is not None:
        return lab.ended
    try:
        if fault is None:
            lab.confirm()
        elif unsteady or isinstance(fault, DOUBTFUL):
            lab.doubt()
    except NotDeterministic as told:
        told.trace = getattr(fault, "trace", None)
        return told
    except (Unknown, KitFault) as other:
        return other
    except SubmissionFault:
        return fault
    if unsteady:
        return lab.explained(NotDeterministic("The same state and event, tried twice, came out in two ways."))
    return lab.explained(fault) if isinstance(fault, NotDeterministic) else fault


def is_unsteady(fault: BaseException | None) -> bool:
    """Tell whether Hypothesis gave up because one example came out in two ways."""
    return fault is not None and any(kind.__name__ == "Flaky" for kind in type(fault).__mro__)
