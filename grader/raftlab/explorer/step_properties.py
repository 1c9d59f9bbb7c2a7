"""The safety properties that one step of one server can break."""

from __future__ import annotations

from typing import Any

from raftlab.explorer.local_state import LocalState
from raftlab.simulator.configuration_properties import (
    ChangeNeedsOwnTerm,
    ConfigurationInForce,
    OneChangeAtATime,
    SnapshotIsApplied,
    SnapshotIsDurable,
)
from raftlab.simulator.durability_properties import AckIsDurable, VoteIsDurable
from raftlab.simulator.event_properties import (
    LeaderAppendOnly,
    LogTermsRise,
    MonotonicCommit,
    MonotonicMatch,
    MonotonicTerm,
    NextAboveMatch,
)
from raftlab.simulator.run_properties import AppliedInOrder
from raftlab.simulator.step_record import Step
from raftlab.simulator.world import World
from raftlab.trace import Event, Timeout
from raftlab.worker.responses import Effect, PersistEffect

STEP_PROPERTIES = (
    LeaderAppendOnly,
    LogTermsRise,
    MonotonicTerm,
    MonotonicCommit,
    MonotonicMatch,
    NextAboveMatch,
    VoteIsDurable,
    AckIsDurable,
    AppliedInOrder,
    ConfigurationInForce,
    OneChangeAtATime,
    ChangeNeedsOwnTerm,
    SnapshotIsDurable,
    SnapshotIsApplied,
)
"""The properties that can be checked on one step of one server."""


def properties_broken_by_step(
    world: World, before: LocalState, after: LocalState, effects: tuple[Effect, ...], disk: PersistEffect
) -> tuple[str, ...]:
    """Return the names of STEP_PROPERTIES that this step breaks. `disk`: what is durable when its handler begins."""
    server, durable = world.servers[before.server], before.saved
    event = Event(1, 0.0, Timeout(server, ""), server)
    step = Step(event, before.observed, after.observed, effects, after.observed)
    memories: dict[str, dict[str, Any]] = {
        "MonotonicTerm": {server: disk.currentTerm},
        "VoteIsDurable": {server: (disk.currentTerm, disk.votedFor)},
        "AckIsDurable": {server: len(disk.log)},
        "SnapshotIsDurable": {server: durable.lastIncludedIndex if durable is not None else 0},
    }
    found = (each(step, world, memories.get(each.__name__, {})) for each in STEP_PROPERTIES)
    return tuple(violation.property for violation in found if violation is not None)
