# caught by: test_winning_commits_nothing
class Commit(Server):
    """A new leader takes everything in its log for committed."""

    def becomeLeader(self) -> None:
        super().becomeLeader()
        self.commitIndex = self.log.lastIndex()
