"""The milestones of operators' requests and of disks in a random run: a run without them proves little."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.server import LEADER
from raftlab.simulator.step_record import Step
from raftlab.trace import CompleteWrite, Deliver, SavedSnapshot, Transfer, Wipe

CHANGE = "committed change of the configuration"
SNAPSHOT = "saved snapshot"
SENT_SNAPSHOT = "snapshot that a leader sent"
REPLACEMENT = "replaced machine"
TRANSFER = "request to a leader to hand over"
FAILED_WRITE = "background write that failed"


def operator_milestones(step: Step) -> Iterator[str]:
    """Yield the milestones of one step."""
    before, after = step.before, step.after
    committed = after.log[before.commitIndex : after.commitIndex] if before is not None and after is not None else ()
    if any(entry.configuration is not None for entry in committed):
        yield CHANGE
    if isinstance(step.event.act, Wipe):
        yield REPLACEMENT
    if isinstance(step.event.act, Transfer) and before is not None and before.role == LEADER:
        yield TRANSFER
    if isinstance(step.event.act, CompleteWrite) and step.event.act.failed:
        yield FAILED_WRITE
    for effect in step.event.effects:
        if isinstance(effect, SavedSnapshot) and not effect.failed:
            yield SENT_SNAPSHOT if isinstance(step.event.act, Deliver) else SNAPSHOT
