# caught by: test_pre_vote_is_repeated
class PreVoting(Server):
    """After nine questions it starts a real election."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.questions = 0
        self.heardAt: float | None = None  # when a current leader was last heard; None: not since the last timeout
        self.preVotesGranted: set[ServerId] = set()
        self.active: set[ServerId] = set()  # followers heard since the last check; only a leader's

    def startPreVote(self) -> None:
        self.questions += 1
        if self.questions > 9:
            self.startElection()
            return
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
