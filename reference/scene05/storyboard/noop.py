"""The no-op of a new leader, on top of whatever rule it commits by. (Raft §8)"""

from raftlab.server import Entry, Server


class NoOp(Server):
    """Refines any server: a leader begins its term with an entry of it."""

    def becomeLeader(self) -> None:
        self.log.append(Entry(self.currentTerm))
        self.persist()
        super().becomeLeader()
        self.tryAdvanceCommit()
