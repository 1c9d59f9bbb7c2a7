# variant: a new leader may append a blank entry of its term (Raft §8)
"""A new leader appends a no-op, durably, before it tells its followers."""

from raftlab.server import Entry


class Commit(Server):
    def becomeLeader(self) -> None:
        self.log.append(Entry(self.currentTerm))
        self.persist()
        super().becomeLeader()
        self.tryAdvanceCommit()
