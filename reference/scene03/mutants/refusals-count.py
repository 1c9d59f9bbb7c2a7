# caught by: test_each_voter_counts_once
"""Whoever answers has voted for it."""


class Election(Server):
    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
