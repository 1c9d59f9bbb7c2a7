"""A change that breaks a safety property by itself is told by that property's name."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from raftlab.checks.forbidden_changes import property_broken_by_change, property_broken_by_loss
from raftlab.server import Entry
from raftlab.simulator.property_monitor import SAFETY_PROPERTIES
from raftlab.worker.responses import ObservedState

LOG = (Entry(1), Entry(1), Entry(2))
FOLLOWER = ObservedState("follower", 4, "S2", LOG, 2, 2, "S2", (), (), (), 0, "x")
CANDIDATE = msgspec.structs.replace(FOLLOWER, role="candidate", votedFor="S1", votesGranted=("S1",))
LEADER = msgspec.structs.replace(FOLLOWER, role="leader", votedFor="S1", matchIndex=(("S2", 1), ("S3", 0)))


@pytest.mark.parametrize(
    ("before", "change", "broken"),
    [
        (FOLLOWER, {"currentTerm": 3}, "OneVotePerTerm"),
        (FOLLOWER, {"votedFor": None}, "OneVotePerTerm"),
        (FOLLOWER, {"votedFor": None, "currentTerm": 5}, ""),
        (FOLLOWER, {"leaderId": None}, ""),
        (FOLLOWER, {"log": LOG[:1]}, "CommittedNeverChanges"),
        (FOLLOWER, {"log": LOG[:2]}, "AckIsDurable"),
        (LEADER, {"log": LOG[:2]}, "LeaderAppendOnly"),
        (LEADER, {"log": (*LOG, Entry(4))}, ""),
        (FOLLOWER, {"commitIndex": 3}, "CommittedIsDurable"),
        (FOLLOWER, {"commitIndex": 1}, ""),
        (FOLLOWER, {"commitIndex": 0, "lastApplied": 0}, "SameState"),
        (FOLLOWER, {"digest": "y"}, "SameState"),
        (CANDIDATE, {"role": "leader"}, "ElectedByMajority"),
        (CANDIDATE, {"votesGranted": ("S1", "S3")}, "ElectedByMajority"),
        (CANDIDATE, {"votesGranted": ()}, ""),
        (LEADER, {"matchIndex": (("S2", 1), ("S3", 2))}, "LeaderCompleteness"),
        (LEADER, {"matchIndex": (("S2", 0), ("S3", 0))}, ""),
        (LEADER, {"role": "follower", "matchIndex": ()}, ""),
    ],
)
def test_forbidden_change_names_the_property_that_it_breaks(
    before: ObservedState, change: dict[str, Any], broken: str
) -> None:
    """What can lose data or elect a second leader has a safety property's name; what only delays has none."""
    assert property_broken_by_change(before, msgspec.structs.replace(before, **change)) == broken
    assert broken in ("", *SAFETY_PROPERTIES)


def test_change_that_is_allowed_breaks_nothing() -> None:
    """Only the variables that may not change are judged."""
    after = msgspec.structs.replace(FOLLOWER, votedFor=None, leaderId=None)
    assert property_broken_by_change(FOLLOWER, after, {"leaderId"}) == ""
    assert property_broken_by_change(FOLLOWER, after, {"votedFor"}) == "OneVotePerTerm"


@pytest.mark.parametrize(
    ("field", "server", "broken"),
    [
        ("log", LEADER, "CommittedIsDurable"),
        ("log", FOLLOWER, "AckIsDurable"),
        ("votedFor", CANDIDATE, "VoteIsDurable"),
        ("currentTerm", msgspec.structs.replace(FOLLOWER, votedFor=None), ""),
    ],
)
def test_loss_in_a_crash_names_the_property_that_it_breaks(field: str, server: ObservedState, broken: str) -> None:
    """A vote, or an entry that counts, is lost; a term in which nobody was voted for is learned again."""
    assert property_broken_by_loss(field, server) == broken
