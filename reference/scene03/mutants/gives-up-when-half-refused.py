# caught by: test_each_voter_counts_once
class Election(Server):
    """Gives up when half of the others have refused."""

    replace(
        "startElection", "def startElection(self) -> None:", "def startElection(self) -> None:\n    self.no = set()"
    )

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        if not reply.voteGranted:
            self.no = getattr(self, "no", set()) | {reply.voterId}
            if len(self.no) >= len(self.cluster) // 2:
                self.becomeFollower(self.currentTerm)
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
