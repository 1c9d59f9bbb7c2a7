# caught by: test_late_vote_changes_nothing
class Election(Server):
    """Counts votes whatever it has become."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role == LEADER or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
