# caught by: test_two_halves
"""The more elections it loses, the fewer votes it wants."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.lost = 0

    def startElection(self) -> None:
        self.lost = self.lost + 1 if self.role == CANDIDATE else 0
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= max(2, self.majority() - self.lost // 3):
            self.becomeLeader()
