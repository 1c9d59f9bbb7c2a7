# caught by: test_removed_server_disrupts_nobody
class Membership(Server):
    """Answers a server that disturbs a live leader."""

    def sticks(self) -> bool:
        return False

    def handlePreVote(self, req: PreVote) -> None:
        self.send(req.candidateId, PreVoteReply(self.currentTerm, self.id, req.nextTerm, True))
