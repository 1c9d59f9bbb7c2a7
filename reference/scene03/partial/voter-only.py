# expected: 33 points
class Election(Server):
    """Votes as it should; candidates and leaders are still to be written."""

    def startElection(self) -> None:
        raise NotImplementedError

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        raise NotImplementedError

    def becomeLeader(self) -> None:
        raise NotImplementedError
