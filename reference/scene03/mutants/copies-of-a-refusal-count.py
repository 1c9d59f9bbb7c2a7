# caught by: test_each_voter_counts_once
class Election(Server):
    """Counts refusals, not servers, and gives up at a majority of them."""

    replace("startElection", "def startElection(self) -> None:", "def startElection(self) -> None:\n    self.no = 0")

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        if not reply.voteGranted:
            self.no = getattr(self, "no", 0) + 1
            if self.no >= self.majority():
                self.becomeFollower(self.currentTerm)
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
