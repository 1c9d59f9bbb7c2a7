# caught by: test_each_voter_counts_once
"""Counts grants, not servers."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.copies = 0

    def startElection(self) -> None:
        self.becomeCandidate()
        self.copies = 0
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.copies += reply.voterId in self.votesGranted
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) + self.copies >= self.majority():
            self.becomeLeader()
