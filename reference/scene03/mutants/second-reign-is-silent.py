# caught by: test_leader_tells_everyone
"""Tells the others when it first leads; later it waits for the heartbeat."""

from raftlab.server import (
    CANDIDATE,
    LEADER,
    AppendEntries,
    Options,
    RequestVote,
    RequestVoteReply,
    Server,
    ServerId,
)


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.led = False

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
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(
                peer,
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
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        if self.led:
            self.setTimer("heartbeat", 50, 50)
        else:
            self.handleHeartbeatTimeout()
        self.led = True

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
