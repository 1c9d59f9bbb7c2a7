# variant: the time of an event is never before that of an earlier one
class Election(Server):
    del vote_request

    del vote_reply

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

    def settle(self) -> None:
        assert self.now >= self.__dict__.get("then", 0.0), f"time went back from {self.then} to {self.now}"
        self.then = self.now
        super().settle()
