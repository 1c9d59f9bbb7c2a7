"""The question in the report of a broken property: it depends on the property, not on the check that found it."""

from __future__ import annotations

from raftlab.simulator.property_monitor import worst_violation
from raftlab.trace import Trace

QUESTIONS = {
    "ElectionSafety": "which servers voted for each of the two leaders of the term?",
    "OneVotePerTerm": "what does the server know of its vote when another candidate of the same term asks?",
    "ElectedByMajority": "which servers voted for the leader in its term, and how many make a majority of the cluster?",
    "VoteIsDurable": "what was on disk when the vote was sent, and what does the server know of it after a restart?",
    "AckIsDurable": "what was on disk when the acknowledgement was sent, and what does the log hold after a restart?",
    "MonotonicTerm": "which event made the term smaller, and which term did the event carry?",
    "MonotonicCommit": "which event made commitIndex smaller, and how did the server compute the new value?",
    "MonotonicMatch": "which answer made matchIndex smaller, and which answers had already arrived?",
    "LeaderAppendOnly": "which entries of its own log did the leader change, and at which event?",
    "LogMatching": "compare the two servers' logs: which entry differs first, and which message brought it there?",
    "LogTermsRise": "in which term was each entry created, and which event put them in this order?",
    "AppliedInOrder": "which index did the server apply before this one, and how much of the log was committed?",
    "StateMachineSafety": "which two commands were applied at the index, and which leader committed each of them?",
    "SuccessImpliesCommitted": "on how many servers was the entry when its client heard ok?",
    "FailureImpliesNever": "what could still happen to the entry when its client heard that the call had failed?",
    "AnsweredOnce": "what does the server remember of a client that it has answered?",
}
"""By the name of the property."""


def property_question(trace: Trace | None, own_question: str, broken_property: str = "") -> str:
    """Return the question for the property that `trace` breaks; the check's own if there is none.

    broken_property: what a failure without a run broke, "" where it is what the check's own question is about.
    """
    violations = trace.violations if trace is not None else ()
    name = worst_violation(violations).property if violations else broken_property
    return QUESTIONS.get(name, own_question)
