"""Finds the safety property that one server breaks in one step that changes a variable which must not change."""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.server import CANDIDATE, LEADER
from raftlab.worker.responses import ObservedState

FIELDS = frozenset(ObservedState.__struct_fields__)
"""The variables that a check can compare: `waiting` is the number of waiting clients, `digest` the state machine."""


def changed_fields(before: ObservedState, after: ObservedState) -> set[str]:
    """Return the names of the variables that differ."""
    return {field for field in FIELDS if getattr(before, field) != getattr(after, field)}


def property_broken_by_change(before: ObservedState, after: ObservedState, fields: Iterable[str] | None = None) -> str:
    """Return the safety property that a forbidden change of `fields` breaks by itself; "" if it breaks none.

    fields: the variables that may not change; None: none may.
    """
    changed = changed_fields(before, after) & (FIELDS if fields is None else set(fields))
    same_term = before.currentTerm == after.currentTerm
    if "log" in changed and (broken := property_broken_by_log(before, after)):
        return broken
    if after.currentTerm < before.currentTerm and "currentTerm" in changed:
        return "OneVotePerTerm"
    if "votedFor" in changed and before.votedFor is not None and same_term:
        return "OneVotePerTerm"
    if "role" in changed and after.role == LEADER:
        return "ElectedByMajority"
    if "votesGranted" in changed and same_term and after.role == CANDIDATE == before.role:
        return "ElectedByMajority" if set(after.votesGranted) - set(before.votesGranted) else ""
    if "matchIndex" in changed and same_term and after.role == LEADER == before.role:
        return "LeaderCompleteness" if is_any_match_raised(before, after) else ""
    if "commitIndex" in changed and after.commitIndex > before.commitIndex:
        return "CommittedIsDurable"
    return "SameState" if changed & {"lastApplied", "digest"} else ""


def property_broken_by_log(before: ObservedState, after: ObservedState) -> str:
    """Return the safety property that a forbidden change of the log breaks; "" if it only appended an entry.

    Entries that are gone may have been acknowledged, and then are on too few servers.
    """
    if after.log[: before.commitIndex] != before.log[: before.commitIndex]:
        return "CommittedNeverChanges"
    if after.log[: len(before.log)] != before.log:
        return "LeaderAppendOnly" if before.role == LEADER else "AckIsDurable"
    return ""


def property_broken_by_loss(field: str, before_crash: ObservedState) -> str:
    """Return the safety property that a server breaks if a crash loses currentTerm, votedFor or log."""
    if field == "log":
        return "CommittedIsDurable" if before_crash.role == LEADER else "AckIsDurable"
    return "VoteIsDurable" if before_crash.votedFor is not None else ""


def is_any_match_raised(before: ObservedState, after: ObservedState) -> bool:
    """Return whether a matchIndex is higher than before."""
    earlier = dict(before.matchIndex)
    return any(index > earlier.get(follower, 0) for follower, index in after.matchIndex)
