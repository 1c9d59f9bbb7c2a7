# caught by: test_leader_begins_its_books
"""Scene 03: electing one leader a term. (Raft §5.2, Figure 2 RequestVote)"""

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
    """Refines the server of scene 02: timeouts, votes, and a leader that keeps its followers quiet.

    Below you observeTerm and rejectStale have run before a handler of yours sees a message: it is of currentTerm.
    """

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.known: dict[ServerId, int] = {}

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
        """Return the window (low, high), in ms, from which the environment draws each election timeout anew.

        options.electionTimeout is what the deployment asks for: 150 to 300 unless it says otherwise. low leaves room
        for several heartbeats of a live leader (options.heartbeatInterval); high is above low by half of low or more,
        and at most three times the deployment's, so that a leader that has stopped is replaced in time. You may depart
        from the deployment's window, not from these rules. About 1 line.
        """
        return self.options.electionTimeout

    def startElection(self) -> None:
        """Begin a newer term as its candidate and ask every other server for its vote.

        Runs when the election timer fires on a server that does not lead; the timer has to be started again.
        becomeCandidate(), of scene 02, begins the term and makes it and the own vote durable. Each RequestVote tells
        where the log ends: lastLogIndex, lastLogTerm. A server that is a majority by itself leads at once. About 14
        lines.
        """
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
        """Answer a candidate of currentTerm with a RequestVoteReply: granted or refused. (Figure 2, RequestVote)

        Granted where this term's vote is free, or is this candidate's already, and isUpToDate(lastLogIndex,
        lastLogTerm) says yes. A crash may fall between any two actions: what was told must stand after it. Granting
        restarts the election timer, refusing changes nothing. A server of any role answers. About 11 lines.
        """
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
        """Count a vote, and lead this term as soon as a majority of the cluster has granted theirs.

        reply is of currentTerm, but it may be late, a copy, or a refusal, and this server may no longer be a candidate,
        or lead already. votesGranted holds who has voted for it; majority() is how many it takes. About 5 lines.
        """
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()

    def becomeLeader(self) -> None:
        """Lead currentTerm: begin the books on the followers, and tell all of them at once.

        role is LEADER and leaderId this server. Every follower has a nextIndex, the index after the log's last, and a
        matchIndex, 0. handleHeartbeatTimeout() tells everyone and starts the heartbeat timer; a leader needs no
        election timer. About 7 lines.
        """
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0) | self.known
        self.known = self.matchIndex
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
        """Follow the leader of currentTerm, which has just been heard; know its name; restart the election timer.

        Whatever the message brings, and whichever role this server has: a candidate hears so that it has lost. What
        becomes of req's entries is scene 04's affair. About 3 lines.
        """
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        # Given here, and yours to write in scene 06: the election restriction (Raft §5.4.1).
        return (lastLogTerm, lastLogIndex) >= (self.log.lastTerm(), self.log.lastIndex())
