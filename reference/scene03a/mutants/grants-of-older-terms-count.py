# caught by: test_only_fresh_pre_votes_count
class PreVoting(Server):
    """Only an election clears the pre-votes: grants of older terms stay."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.heardAt: float | None = None  # time at which a leader was last heard; None: not since the last timeout
        self.preVotesGranted: set[ServerId] = set()
        self.supporters: set[ServerId] = set()
        self.active: set[ServerId] = set()  # followers heard since the last check; only a leader's

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.supporters.add(self.id)
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        self.supporters.add(reply.voterId)
        if len(self.supporters) >= self.majority():
            self.supporters = set()
            self.startElection()
