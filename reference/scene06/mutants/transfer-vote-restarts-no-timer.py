# caught by: test_transfer_is_granted_while_a_leader_is_heard
from raftlab.server import RequestVoteReply


class Invariants(Server):
    """A vote that the leader asked for does not restart the election timer."""

    def handleTransferVote(self, req: TransferVote) -> None:
        free = self.votedFor in (None, req.candidateId)
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
            self.persist()
        self.send(req.candidateId, RequestVoteReply(self.currentTerm, self.id, granted))
