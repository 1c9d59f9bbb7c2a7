# caught by: test_rivals
"""A deposed leader grants without the log check."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.led = False

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and (self.isUpToDate(req.lastLogIndex, req.lastLogTerm) or self.led)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.led = True
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
