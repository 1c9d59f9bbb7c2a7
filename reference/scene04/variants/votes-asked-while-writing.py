# variant: the request for votes may leave before the own vote is durable; it counts when it is
"""A candidate asks first and writes its own vote then, before anything is counted."""

from raftlab.server import CANDIDATE, RequestVote


class Replication(Server):
    def startElection(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, RequestVote(self.currentTerm, self.id, self.log.lastIndex(), self.log.lastTerm()))
        self.persist()
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
