# caught by: test_vote_stands_after_a_crash
"""In a term that was just written it writes no vote."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.writtenTerm = 0

    def becomeFollower(self, term: int) -> None:
        led = self.role == LEADER
        if term > self.currentTerm:
            self.writtenTerm = term
        super().becomeFollower(term)
        if led:
            self.cancelTimer("heartbeat")
            self.resetElectionTimer()

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                if self.writtenTerm != self.currentTerm:
                    self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
