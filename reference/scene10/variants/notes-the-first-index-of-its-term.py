# variant: a leader may note in becomeLeader where its term begins, and count copies from there on
class Operations(Server):
    """Keeps the first index of its term, as hashicorp/raft does, while it leads."""

    start_index: int | None = None

    def becomeLeader(self) -> None:
        self.start_index = self.log.lastIndex() + 1
        super().becomeLeader()
        if not self.options.no_op:
            return
        self.log.append(Entry(self.currentTerm))
        self.persist()
        for follower in self.followers:
            self.replicateTo(follower)
        self.tryAdvanceCommit()

    replace("becomeFollower", "self.in_flight = {}", "self.in_flight, self.start_index = {}, None")
    replace("tryAdvanceCommit", "self.log[index].term != self.currentTerm", "index < self.start_index")
