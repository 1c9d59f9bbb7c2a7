# caught by: test_winning_commits_nothing
"""A new leader takes everything in its log for committed."""


class Commit(Server):
    def becomeLeader(self) -> None:
        super().becomeLeader()
        self.commitIndex = self.log.lastIndex()
