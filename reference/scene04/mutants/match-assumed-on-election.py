# caught by: test_success_raises_match_index
class Replication(Server):
    """A new leader takes its followers to hold its whole log."""

    def becomeLeader(self) -> None:
        super().becomeLeader()
        self.matchIndex = dict.fromkeys(self.followers, self.log.lastIndex())
