# caught by: test_each_leadership_starts_anew
class Election(Server):
    """Gives up when a majority has refused, in whatever terms."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        if not reply.voteGranted:
            self.no = getattr(self, "no", set()) | {reply.voterId}
            if len(self.no) >= self.majority():
                self.becomeFollower(self.currentTerm)
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
