# expected: 34 points
"""Votes as it should; candidates and leaders are still to be written."""

from raftlab.server import LEADER, AppendEntries, RequestVote, RequestVoteReply, Server, ServerId


class Election(Server):
    def started(self) -> None:
        super().started()
        self.resetElectionTimer()

    def becomeFollower(self, term: int) -> None:
        led = self.role == LEADER
        super().becomeFollower(term)
        if led:
            self.cancelTimer("heartbeat")
            self.resetElectionTimer()

    def resetElectionTimer(self) -> None:
        self.setTimer("election", *self.electionWindow())

    def handleElectionTimeout(self) -> None:
        if self.role != LEADER:
            self.startElection()

    def electionWindow(self) -> tuple[int, int]:
        return self.options.electionTimeout

    def startElection(self) -> None:
        raise NotImplementedError

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(
            req.candidateId,
            RequestVoteReply(term=self.currentTerm, voterId=self.id, voteGranted=granted),
        )

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        raise NotImplementedError

    def becomeLeader(self) -> None:
        raise NotImplementedError

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers:
            self.replicateTo(follower)
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)

    def replicateTo(self, follower: ServerId) -> None:
        self.send(
            follower,
            AppendEntries(
                term=self.currentTerm,
                leaderId=self.id,
                prevLogIndex=0,
                prevLogTerm=0,
                entries=(),
                leaderCommit=0,
            ),
        )

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return (lastLogTerm, lastLogIndex) >= (self.log.lastTerm(), self.log.lastIndex())
