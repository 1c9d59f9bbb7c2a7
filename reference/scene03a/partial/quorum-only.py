# expected: 19 points
"""checkQuorum is right; Pre-Vote is not written."""


class PreVoting(Server):
    def startPreVote(self) -> None:
        raise NotImplementedError

    def handlePreVote(self, req: PreVote) -> None:
        raise NotImplementedError

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        raise NotImplementedError
