"""Scene 03a: Pre-Vote and CheckQuorum, liveness on bad networks. (dissertation §4.2.3, §6.2, §9.6)"""

from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.server import (
    LEADER,
    PRE_CANDIDATE,
    AppendEntries,
    AppendEntriesReply,
    Message,
    Options,
    RequestVote,
    Server,
    ServerId,
)


class PreVoting(Server):
    """Refines the server of scene 03: ask before raising the term; lead only while a majority answers."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.heardAt: float | None = None  # time at which a leader was last heard; None: not since the last timeout
        self.preVotesGranted: set[ServerId] = set()
        self.active: set[ServerId] = set()  # followers heard since the last check; only a leader's

    def receive(self, message: Message) -> None:
        if isinstance(message, RequestVote) and self.sticks() and self.hearsLeader():
            return  # a live leader is not disturbed (dissertation §4.2.3)
        super().receive(message)
        if self.role == LEADER and self.options.checkQuorum and message.term == self.currentTerm:
            self.active.add(message.sender)

    def sticks(self) -> bool:
        # Only a leader that steps down when it loses its majority may be protected.
        return self.options.checkQuorum and self.options.sticky_votes

    def hearsLeader(self) -> bool:
        """Tell whether this server leads, or heard a leader within the minimum election timeout."""
        if self.role == LEADER:
            return True
        return self.heardAt is not None and self.now - self.heardAt < self.electionWindow()[0]

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if self.options.preVote or self.options.checkQuorum:
            self.heardAt = self.now
        self.answer_heartbeat(req)

    def answer_heartbeat(self, req: AppendEntries) -> None:
        # Placeholder: scene 04 answers each append with what it stored.
        self.send(req.leaderId, AppendEntriesReply(term=self.currentTerm, followerId=self.id, success=True))

    def handleElectionTimeout(self) -> None:
        self.heardAt = None
        if self.role != LEADER and self.options.preVote:
            self.startPreVote()
        else:
            super().handleElectionTimeout()

    def startPreVote(self) -> None:
        """Ask every other server whether it would vote for this one in the next term. The term stays.

        Runs when the election timer fires on a server that does not lead; start the timer again. The server becomes a
        pre-candidate, forgets its leader and counts its own pre-vote. PreVote.term is currentTerm; nextTerm is the term
        of the election that would follow. If its own pre-vote is a majority, start the election.
        May change: role, leaderId and votesGranted. About 17 lines.
        """
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()

    def pre_vote_request(self) -> PreVote:
        """Return what a pre-candidate asks of every other server."""
        return PreVote(
            term=self.currentTerm,
            candidateId=self.id,
            nextTerm=self.currentTerm + 1,
            lastLogIndex=self.log.lastIndex(),
            lastLogTerm=self.log.lastTerm(),
        )

    def handlePreVote(self, req: PreVote) -> None:
        """Answer whether this server would vote for the sender in nextTerm. Start no timer.

        A server answers in every role. The reply's nextTerm is the request's. hearsLeader() and isUpToDate(…) are
        given. May change: nothing. About 6 lines.
        """
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))

    def pre_vote_reply(self, req: PreVote, granted: bool) -> PreVoteReply:
        """Return the answer to a pre-candidate."""
        return PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=req.nextTerm, voteGranted=granted)

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        """Count a pre-vote for the election that this server asks about; start it once a majority has granted.

        A reply may be late, a copy, or the answer to an earlier question: compare its nextTerm. preVotesGranted holds
        the voters, including this server. startElection() is scene 03's. Without a majority nothing changes.
        May change: role, currentTerm, votedFor, leaderId and votesGranted. About 6 lines.
        """
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()

    def becomeFollower(self, term: int) -> None:
        if self.role == LEADER:
            self.cancelTimer("quorum")
        super().becomeFollower(term)
        self.preVotesGranted = set()
        self.active = set()

    def becomeLeader(self) -> None:
        super().becomeLeader()
        self.preVotesGranted = set()
        if self.options.checkQuorum:
            self.active = set()
            self.setQuorumTimer()

    def setQuorumTimer(self) -> None:
        window = self.electionWindow()[0]
        self.setTimer("quorum", window, window)

    def handleQuorumTimeout(self) -> None:
        if self.role == LEADER:
            self.checkQuorum()

    def checkQuorum(self) -> None:
        """Stay the leader if a majority, including this server, was heard since the last check; else step down.

        Runs on a leader once per minimum election timeout. `active` holds the followers heard since the last check;
        each check starts a new count. A leader that stays calls setQuorumTimer(). One that steps down becomes a
        follower in the same term, with leaderId None.
        May change: role, leaderId, votesGranted, nextIndex and matchIndex. About 8 lines.
        """
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
