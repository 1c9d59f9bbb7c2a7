"""Scene 03: electing one leader a term. (Raft §5.2, Figure 2 RequestVote)"""

from raftlab.server import LEADER, AppendEntries, RequestVote, RequestVoteReply, Server, ServerId


class Election(Server):
    """Refines the server of scene 02: timeouts, votes, and a leader that keeps its followers quiet."""

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

    def electionWindow(self) -> tuple[int, int]:
        """Return the window (low, high) in ms from which each election timeout is drawn anew. About 2 lines."""
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def handleElectionTimeout(self) -> None:
        if self.role != LEADER:
            self.startElection()

    def startElection(self) -> None:
        """Become a candidate and ask every other server for its vote. About 8 lines."""
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def handleRequestVote(self, req: RequestVote) -> None:
        """Grant or refuse the vote of this term; a vote is durable before it is told. About 10 lines."""
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        """Count a vote of this term; lead once a majority has granted theirs. About 5 lines."""
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def becomeLeader(self) -> None:
        """Lead this term: start the followers' bookkeeping and tell them at once. About 8 lines."""
        # TODO(scene03): replace the next line.
        raise NotImplementedError

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
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        # Given here, and yours to write in scene 06: the election restriction (Raft §5.4.1).
        return (lastLogTerm, lastLogIndex) >= (self.log.lastTerm(), self.log.lastIndex())
