# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """Keeps books on those who voted for it."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        voters = sorted(self.votesGranted - {self.id})
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(voters, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(voters, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()

    replace(
        "handleHeartbeatTimeout",
        "for follower in self.followers:",
        "for follower in self.followers:\n    self.nextIndex.setdefault(follower, 1)",
    )
