# variant: the rules of a vote request may be written out for the transfer flag
from raftlab.server import RequestVoteReply


class Invariants(Server):
    """Grants by the same rules in its own words."""

    def handleTransferVote(self, req: TransferVote) -> None:
        granted = self.votedFor in (None, req.candidateId) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, RequestVoteReply(self.currentTerm, self.id, granted))
