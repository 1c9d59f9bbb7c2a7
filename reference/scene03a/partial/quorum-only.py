# expected: 16 points
class PreVoting(Server):
    """checkQuorum is right; Pre-Vote is not written."""

    def startPreVote(self) -> None:
        raise NotImplementedError

    def handlePreVote(self, req: PreVote) -> None:
        raise NotImplementedError

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        raise NotImplementedError
