"""A search that no budget can end says which attribute of the submission makes ever more states."""

from __future__ import annotations

from raftlab.server import Options, Server
from raftlab.worker.snapshots import SnapshotStore


def test_counter_is_named_with_what_it_costs() -> None:
    """An attribute without which most states are one is named; one that follows from the others is not."""
    snapshots = SnapshotStore()
    declared = vars(Server("S1", ("S1",), Options()))
    for number in range(20):
        term = number // 5
        snapshots.intern({"currentTerm": term, "heard": number, "twice": 2 * term, "log": [term]})
    assert snapshots.varying_attributes(declared) == ["heard (20 states, 4 without it)"]
