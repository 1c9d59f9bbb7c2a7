# variant: a new leader may append a blank entry of its term (Raft §8)
class Replication(Server):
    """A new leader appends a no-op, durably, before it tells its followers."""

    def becomeLeader(self) -> None:
        self.log.append(Entry(self.currentTerm))
        self.persist()
        super().becomeLeader()
