# caught by: test_event_changes_only_what_it_is_about
"""An answer to a pre-vote, also a refusal, forgets the leader."""

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
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(
                peer,
                PreVote(
                    term=self.currentTerm,
                    candidateId=self.id,
                    nextTerm=self.currentTerm + 1,
                    lastLogIndex=self.log.lastIndex(),
                    lastLogTerm=self.log.lastTerm(),
                ),
            )
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(
            req.candidateId,
            PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=req.nextTerm, voteGranted=granted),
        )
        self.leaderId = None if self.role != LEADER else self.id

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
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
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
