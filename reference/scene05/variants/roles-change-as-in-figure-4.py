# variant: asserts where a role is assigned that Figure 4 has that step, and that a leader voted for itself
from raftlab.server import CANDIDATE, FOLLOWER


class Commit(Server):
    """Refuses a role that does not follow from the one before, and a matchIndex that falls within a leadership."""

    known_in = 0

    def __setattr__(self, name: str, value: object) -> None:
        if name == "role":
            before = getattr(self, "role", FOLLOWER)
            assert value != LEADER or (before == CANDIDATE and self.votedFor == self.id), before
            assert before != LEADER or value == FOLLOWER, value
        if name == "matchIndex" and getattr(self, "role", FOLLOWER) == LEADER:
            known = self.matchIndex if self.known_in == self.currentTerm else {}
            assert all(value.get(each, index) >= index for each, index in known.items())
            self.known_in = self.currentTerm
        super().__setattr__(name, value)
