# variant: who has voted may be kept in an int
class Election(Server):
    """Counts the bits of the servers that have voted."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        votes = 0
        for voter in sorted(self.votesGranted):
            votes |= 1 << self.cluster.index(voter)
        if 2 * votes.bit_count() > len(self.cluster):
            self.becomeLeader()
