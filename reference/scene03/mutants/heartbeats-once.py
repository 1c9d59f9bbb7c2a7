# caught by: test_leader_tells_everyone
class Election(Server):
    """Tells everyone as it wins, and never again."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        for follower in self.followers:
            self.replicateTo(follower)
