"""The question in the report of a broken property: it depends on the property, not on the check that found it."""

from __future__ import annotations

from raftlab.simulator.property_monitor import worst_violation
from raftlab.trace import Trace

QUESTIONS = {
    "ElectionSafety": "which servers voted for each of the two leaders of the term?",
    "OneVotePerTerm": "what does the server know of its vote when another candidate of the same term asks?",
    "ElectedByMajority": "whose votes of this term had the leader, and how many make a majority of the cluster?",
    "VoteIsDurable": "what was on disk when the vote was sent, and what does a restart leave of it?",
    "AckIsDurable": "what was on disk when the acknowledgement was sent, and what does a restart leave of it?",
    "MonotonicTerm": "which event made the term smaller, and which term did the event carry?",
    "MonotonicCommit": "which event made commitIndex smaller, and from what was it computed?",
    "MonotonicMatch": "was the answer that made matchIndex smaller an older one than the last?",
    "LeaderAppendOnly": "which entries of its own log did the leader change, and at which event?",
    "LogMatching": "which entry differs first, and which message brought it there?",
    "LogTermsRise": "in which term was each entry made, and who put the later one before?",
    "AppliedInOrder": "which index was applied last before this one, and which were never applied?",
    "StateMachineSafety": "which two commands were applied at the index, and who called each of them committed?",
    "SuccessImpliesCommitted": "on how many servers was the entry when its client heard ok?",
    "FailureImpliesNever": "what could still become of the entry when its client heard that it had failed?",
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
