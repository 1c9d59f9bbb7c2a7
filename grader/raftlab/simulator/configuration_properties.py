"""The safety properties of configurations and of snapshots. (Raft §6, §7)

They have the form of the properties in raftlab.simulator.event_properties.
"""

from __future__ import annotations

from raftlab.server import Configuration
from raftlab.simulator.committed_entries import still_leads
from raftlab.simulator.event_properties import Memory
from raftlab.simulator.make_violation import event_server, make_violation
from raftlab.simulator.step_record import Step
from raftlab.simulator.world import World
from raftlab.trace import Violation, configuration_label
from raftlab.worker.responses import DiskImage, SnapshotEffect


def ConfigurationInForce(step: Step, world: World, memory: Memory) -> Violation | None:
    """A server uses the last configuration in its log, committed or not; the initial one if there is none. (Raft §6)"""
    after = step.after
    if not world.has_configurations or after is None:
        return None
    governing = world.governing(after.log)
    used = after.configuration or Configuration(world.initial_voters)
    if used == governing:
        return None
    seen = (
        f"{event_server(step)} uses the configuration {configuration_label(used)}; the last one in its log is"
        f" {configuration_label(governing)}."
    )
    return make_violation("ConfigurationInForce", step, seen)


def appended_configurations(step: Step, world: World) -> list[int]:
    """Return the indexes of the configurations that a leader has appended in this event."""
    if not world.has_configurations or not still_leads(step) or step.before is None or step.after is None:
        return []
    first, last = len(step.before.log) + 1, len(step.after.log)
    return [index for index in range(first, last + 1) if step.after.log[index - 1].configuration is not None]


def OneChangeAtATime(step: Step, world: World, memory: Memory) -> Violation | None:
    """A leader appends a configuration only when the one before is committed. (dissertation §4.1)"""
    for index in appended_configurations(step, world):
        assert step.after is not None
        log, commit = step.after.log, step.after.commitIndex
        open_index = next((i for i in range(index - 1, commit, -1) if log[i - 1].configuration is not None), None)
        if open_index is not None:
            seen = (
                f"{event_server(step)} (leader, term {step.after.currentTerm}) appended a configuration at index "
                f"{index}, while the one at index {open_index} was not committed (commitIndex {commit})."
            )
            return make_violation("OneChangeAtATime", step, seen, index=index, terms=(step.after.currentTerm,))
    return None


def ChangeNeedsOwnTerm(step: Step, world: World, memory: Memory) -> Violation | None:
    """A leader appends a configuration only after it has committed an entry of its own term. (Ongaro 2015)

    To leave a committed joint configuration is no new change.
    """
    for index in appended_configurations(step, world):
        after = step.after
        assert after is not None
        if world.governing(after.log[: index - 1]).is_joint:
            continue
        commit = min(after.commitIndex, len(after.log))
        if commit == 0 or after.log[commit - 1].term != after.currentTerm:
            last = f"log[{commit}] is of term {after.log[commit - 1].term}" if commit else "nothing is committed"
            seen = (
                f"{event_server(step)} (leader, term {after.currentTerm}) appended a configuration at index "
                f"{index} before an entry of its own term was committed: commitIndex is {after.commitIndex}, "
                f"and {last}."
            )
            return make_violation("ChangeNeedsOwnTerm", step, seen, index=index, terms=(after.currentTerm,))
    return None


def SnapshotIsDurable(step: Step, world: World, memory: Memory) -> Violation | None:
    """A log on disk begins no later than the durable snapshot ends: the snapshot is written first. (Raft §7)"""
    end = step.after_without_crash
    if not step.event.server or not (world.has_snapshots or (end is not None and end.log_start[0])):
        return None
    durable: int = memory.get(event_server(step), 0)
    for effect in step.effects:
        if isinstance(effect, SnapshotEffect) and not effect.failed:
            durable = memory[event_server(step)] = effect.lastIncludedIndex
        elif isinstance(effect, DiskImage) and effect.log_start[0] > durable:
            seen = (
                f"{event_server(step)} wrote a log without its first {effect.log_start[0]} entries, while the snapshot "
                f"on its disk covers {durable}."
            )
            return make_violation("SnapshotIsDurable", step, seen, index=effect.log_start[0])
    return None


def SnapshotIsApplied(step: Step, world: World, memory: Memory) -> Violation | None:
    """A snapshot covers only entries that its server has applied or takes over with it. (Raft §7)"""
    end = step.after_without_crash
    if end is None or not world.has_snapshots:
        return None
    for effect in step.effects:
        if isinstance(effect, SnapshotEffect) and not effect.failed and effect.lastIncludedIndex > end.lastApplied:
            seen = (
                f"{event_server(step)} saved a snapshot up to index {effect.lastIncludedIndex}; it has applied"
                f" {end.lastApplied} entries."
            )
            return make_violation("SnapshotIsApplied", step, seen, index=effect.lastIncludedIndex)
    return None
