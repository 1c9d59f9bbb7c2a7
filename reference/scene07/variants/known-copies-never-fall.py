# variant: asserts where they are assigned that matchIndex never falls within a leadership, and the steps between roles
from raftlab.server import FOLLOWER


class Membership(Server):
    """Refuses a matchIndex below the one before, and a leader that was no candidate."""

    known_in, known = 0, ()

    def __setattr__(self, name: str, value: object) -> None:
        if name == "role":
            before = getattr(self, "role", FOLLOWER)
            assert value != LEADER or (before == CANDIDATE and self.votedFor == self.id), before
            assert before != LEADER or value == FOLLOWER, value
        super().__setattr__(name, value)
        if name == "matchIndex" and getattr(self, "role", FOLLOWER) == LEADER:
            assert self.known_in != self.currentTerm or all(value.get(each, at) >= at for each, at in self.known)
            self.known, self.known_in = tuple(value.items()), self.currentTerm
