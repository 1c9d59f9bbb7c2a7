# variant: the time of an event is never before that of an earlier one
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
        # On conversion to candidate: increment currentTerm, vote for self, reset election timer, send RequestVote RPCs
        self.becomeCandidate()
        self.resetElectionTimer()
        for server in self.followers:
            self.send(
                server,
                RequestVote(
                    term=self.currentTerm,
                    candidateId=self.id,
                    lastLogIndex=self.log.lastIndex(),
                    lastLogTerm=self.log.lastTerm(),
                ),
            )
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()

    def handleRequestVote(self, req: RequestVote) -> None:
        # If votedFor is null or candidateId, and candidate's log is at least as up-to-date as receiver's log, grant
        granted = False
        if self.votedFor in (None, req.candidateId) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm):
            granted = True
            self.votedFor = req.candidateId
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, RequestVoteReply(term=self.currentTerm, voterId=self.id, voteGranted=granted))

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role == "candidate" and reply.voteGranted:
            self.votesGranted.add(reply.voterId)
            # If votes received from majority of servers: become leader
            if len(self.votesGranted) >= self.majority():
                self.becomeLeader()

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        for server in self.followers:
            self.nextIndex[server] = self.log.lastIndex() + 1
            self.matchIndex[server] = 0
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers:
            self.replicateTo(follower)
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)

    def replicateTo(self, follower: ServerId) -> None:
        # Placeholder: a bare heartbeat. Scene 04 replicates the log.
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
        # If AppendEntries RPC received from new leader: convert to follower
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        # Given here, and yours to write in scene 06: the election restriction (Raft §5.4.1).
        return (lastLogTerm, lastLogIndex) >= (self.log.lastTerm(), self.log.lastIndex())

    def settle(self) -> None:
        assert self.now >= self.__dict__.get("then", 0.0), f"time went back from {self.then} to {self.now}"
        self.then = self.now
        super().settle()
