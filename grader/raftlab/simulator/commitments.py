"""What has been seen of a whole run, for the properties that speak of more than one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from raftlab.server import LEADER, Apply, Entry
from raftlab.simulator.world import Step, World


@dataclass(frozen=True, slots=True)
class Commitment:
    """An entry that a server called committed: where, which, in which term, by whom, and at which step."""

    index: int
    entry: Entry
    term: int
    server: str
    step: int


@dataclass
class Commitments:
    """The commitments of a run: the first at each index, and every server's later one that differs."""

    first_by_index: dict[int, Commitment] = field(default_factory=dict)

    def add_event(self, step: Step, world: World) -> tuple[Commitment, ...]:
        """Take one event; return the commitments that it added, in order of their indexes."""
        server, after = step.event.server, step.after
        if server is None:
            return ()
        if after is None:  # it crashed inside the handler: what it had applied by then it had committed
            indexes = [e.index for e in step.effects if isinstance(e, Apply)]
            known = [
                self._add_commitment(step, i, step.after_without_crash.currentTerm)
                for i in indexes
                if step.after_without_crash and 1 <= i <= len(step.after_without_crash.log)
            ]
        elif step.before is None:  # what a server starts with was committed before the run began
            known = [self._add_commitment(step, i, 0) for i in range(1, min(after.commitIndex, len(after.log)) + 1)]
        else:
            last = min(after.commitIndex, len(after.log))
            known = [
                self._add_commitment(step, i, after.currentTerm) for i in range(step.before.commitIndex + 1, last + 1)
            ]
        return tuple(each for each in known if each is not None)

    def _add_commitment(self, step: Step, index: int, term: int) -> Commitment | None:
        assert step.after_without_crash is not None and step.event.server is not None
        found = Commitment(index, step.after_without_crash.log[index - 1], term, step.event.server, step.event.step)
        first = self.first_by_index.setdefault(index, found)
        return found if first is found or first.entry != found.entry else None


def became_leader(step: Step) -> bool:
    """Tell whether the event made its server the leader of a term."""
    after, before = step.after, step.before
    if after is None or after.role != LEADER:
        return False
    return before is None or before.role != LEADER or before.currentTerm != after.currentTerm


def still_leads(step: Step) -> bool:
    """Tell whether the server led the same term before and after the event."""
    before, after = step.before, step.after
    return (
        before is not None
        and after is not None
        and before.role == after.role == LEADER
        and before.currentTerm == after.currentTerm
    )
