"""The committed entries of a whole run, for the properties that look at more than one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from raftlab.server import LEADER, Apply, Entry
from raftlab.simulator.world import Step, World


@dataclass(frozen=True, slots=True)
class Commitment:
    """An entry that a server committed, with its index, the server's term, the server, and the step."""

    index: int
    entry: Entry
    term: int
    server: str
    step: int


@dataclass
class Commitments:
    """The first commitment at each index of a run."""

    first_by_index: dict[int, Commitment] = field(default_factory=dict)

    def add_event(self, step: Step, world: World) -> tuple[Commitment, ...]:
        """Record one event; return its new or differing commitments, in order of their indexes."""
        server, after = step.event.server, step.after
        if server is None:
            return ()
        if after is None:  # it crashed inside the handler: what it has applied was committed
            indexes = [e.index for e in step.effects if isinstance(e, Apply)]
            added = [
                self._add_commitment(step, i, step.after_without_crash.currentTerm)
                for i in indexes
                if step.after_without_crash and 1 <= i <= len(step.after_without_crash.log)
            ]
        elif step.before is None:  # what a server starts with was committed before the run
            added = [self._add_commitment(step, i, 0) for i in range(1, min(after.commitIndex, len(after.log)) + 1)]
        else:
            last = min(after.commitIndex, len(after.log))
            added = [
                self._add_commitment(step, i, after.currentTerm) for i in range(step.before.commitIndex + 1, last + 1)
            ]
        return tuple(commitment for commitment in added if commitment is not None)

    def _add_commitment(self, step: Step, index: int, term: int) -> Commitment | None:
        assert step.after_without_crash is not None and step.event.server is not None
        commitment = Commitment(
            index, step.after_without_crash.log[index - 1], term, step.event.server, step.event.step
        )
        first = self.first_by_index.setdefault(index, commitment)
        return commitment if first is commitment or first.entry != commitment.entry else None


def became_leader(step: Step) -> bool:
    """Return whether the event made its server the leader of a term."""
    after, before = step.after, step.before
    if after is None or after.role != LEADER:
        return False
    return before is None or before.role != LEADER or before.currentTerm != after.currentTerm


def still_leads(step: Step) -> bool:
    """Return whether the server led the same term before and after the event."""
    before, after = step.before, step.after
    return (
        before is not None
        and after is not None
        and before.role == after.role == LEADER
        and before.currentTerm == after.currentTerm
    )
