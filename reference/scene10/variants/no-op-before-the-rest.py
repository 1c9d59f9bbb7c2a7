# variant: a follower refuses what comes after an entry that it lacks, and the leader goes back
class Operations(Server):
    """Appends its no-op before it takes the role: nextIndex begins behind the no-op."""

    def becomeLeader(self) -> None:
        if self.options.no_op:
            self.log.append(Entry(self.currentTerm))
            self.persist()
        super().becomeLeader()
        if self.options.no_op:
            for follower in self.followers:
                self.replicateTo(follower)
            self.tryAdvanceCommit()
