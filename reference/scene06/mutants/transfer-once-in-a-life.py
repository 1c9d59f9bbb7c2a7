# caught by: test_transfer_is_granted_while_a_leader_is_heard
class Invariants(Server):
    """Answers one transfer; a later one hears nothing."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.transferred = False

    def handleTransferVote(self, req: TransferVote) -> None:
        if self.transferred and self.votedFor is None:
            return
        self.transferred = True
        self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))
