"""What became of an operator's requests in a random run: a run in which nothing came of them proves little."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.simulator.step import Step
from raftlab.trace import Deliver, SavedSnapshot, Wipe

CHANGE = "committed change of the configuration"
SNAPSHOT = "saved snapshot"
SENT_SNAPSHOT = "snapshot that a leader sent"
REPLACEMENT = "replaced machine"


def operator_milestones(step: Step) -> Iterator[str]:
    """Yield the milestones of one step."""
    before, after = step.before, step.after
    committed = after.log[before.commitIndex : after.commitIndex] if before is not None and after is not None else ()
    if any(entry.configuration is not None for entry in committed):
        yield CHANGE
    if isinstance(step.event.act, Wipe):
        yield REPLACEMENT
    for effect in step.event.effects:
        if isinstance(effect, SavedSnapshot) and not effect.failed:
            yield SENT_SNAPSHOT if isinstance(step.event.act, Deliver) else SNAPSHOT
