# caught by: test_changes_that_are_interrupted
class Membership(Server):
    """A candidate counts every vote, and needs a majority of the voters in number."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role == CANDIDATE and reply.voteGranted:
            self.votesGranted.add(reply.voterId)
            if len(self.votesGranted) >= len(self.configuration().voters):
                self.becomeLeader()
