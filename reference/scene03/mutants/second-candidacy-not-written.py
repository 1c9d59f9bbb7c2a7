# caught by: test_explore_three
"""Writes its first candidacy only."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.stood = False

    def startElection(self) -> None:
        if self.stood:
            self.currentTerm += 1
            self.votedFor = self.id
            self.role = CANDIDATE
            self.leaderId = None
            self.votesGranted = {self.id}
        else:
            self.stood = True
            self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
