"""Scene 03: electing one leader per term. (Raft §5.2, Figure 2 RequestVote)"""

from raftlab.server import LEADER, AppendEntries, RequestVote, RequestVoteReply, Server, ServerId


class Election(Server):
    """Refines the server of scene 02: timeouts, votes, and a leader that keeps its followers quiet.

    observeTerm and rejectStale run before your handlers: a message that a handler sees is of currentTerm.
    """

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
        """Return the window (low, high), in ms, from which the environment draws each election timeout.

        options.electionTimeout is the deployment's window, 150 to 300 by default. low leaves room for several
        heartbeats of a live leader (options.heartbeatInterval). high is above low by half of low or more, and at most
        three times the deployment's, so that a crashed leader is replaced in time. You may choose another window
        within these rules. About 1 line.
        """
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def startElection(self) -> None:
        """Start a newer term as its candidate and ask every other server for its vote.

        Runs when the election timer fires on a server that does not lead; the timer must be started again.
        becomeCandidate(), of scene 02, starts the term and makes it and the own vote durable. Each RequestVote holds
        the end of the log: lastLogIndex, lastLogTerm. A server that is a majority by itself leads at once. May change:
        role, currentTerm, votedFor, leaderId, votesGranted, nextIndex and matchIndex. About 14 lines.
        """
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def handleRequestVote(self, req: RequestVote) -> None:
        """Answer a candidate of currentTerm with a RequestVoteReply: granted or refused. (Figure 2, RequestVote)

        Grant if this term's vote is free or already this candidate's, and isUpToDate(lastLogIndex, lastLogTerm) is
        true. A crash may happen between any two actions: a vote that was sent must hold after it. Granting restarts
        the election timer; refusing changes nothing. A server of any role answers, and keeps its role. May change:
        votedFor. About 11 lines.
        """
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        """Count a vote, and lead this term as soon as a majority of the cluster has granted theirs.

        reply is of currentTerm, but it may be late, a copy, or a refusal, and this server may no longer be a candidate,
        or may already lead. votesGranted holds the servers that have voted for it; majority() is how many it needs.
        May change: votesGranted. With a majority becomeLeader() follows. About 5 lines.
        """
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def becomeLeader(self) -> None:
        """Lead currentTerm: set nextIndex and matchIndex of the followers, and send to all of them at once.

        role is LEADER and leaderId this server. In every term anew, each follower's nextIndex is the index after the
        log's last and its matchIndex is 0. An entry that you add to the log must be durable when this returns.
        handleHeartbeatTimeout() sends to everyone and starts the heartbeat timer; a leader needs no election timer.
        May change: role, leaderId, votesGranted, nextIndex, matchIndex and log. About 7 lines.
        """
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
                term=self.currentTerm, leaderId=self.id, prevLogIndex=0, prevLogTerm=0, entries=(), leaderCommit=0
            ),
        )

    def handleAppendEntries(self, req: AppendEntries) -> None:
        """Follow the leader of currentTerm, which has just been heard: set leaderId, restart the election timer.

        Do this whatever the message holds and whatever role this server has: a candidate learns that it has lost.
        req's entries and leaderCommit are for scenes 04 and 05. May change: role, leaderId, votesGranted, nextIndex
        and matchIndex. About 3 lines.
        """
        # TODO(scene03): replace the next line.
        raise NotImplementedError

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        # Given here, and yours to write in scene 06: the election restriction (Raft §5.4.1).
        return (lastLogTerm, lastLogIndex) >= (self.log.lastTerm(), self.log.lastIndex())
