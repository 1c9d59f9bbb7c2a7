# variant: a pre-candidate that a majority refused may wait as a follower for its next timeout
class PreVoting(Server):
    """A pre-candidate that a majority refused follows again."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.refused: set[ServerId] = set()
        self.heardAt: float | None = None  # when a current leader was last heard; None: not since the last timeout
        self.preVotesGranted: set[ServerId] = set()
        self.active: set[ServerId] = set()  # followers heard since the last check; only a leader's

    replace(
        "startPreVote", "self.preVotesGranted = {self.id}", "self.preVotesGranted = {self.id}\nself.refused = set()"
    )

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:
            return
        if not reply.voteGranted:
            self.refused.add(reply.voterId)
            if len(self.refused) >= self.majority():
                self.becomeFollower(self.currentTerm)
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
