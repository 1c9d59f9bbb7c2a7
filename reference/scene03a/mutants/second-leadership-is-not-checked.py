# caught by: test_each_quorum_check_counts_anew
class PreVoting(Server):
    """Checks in its first leadership alone."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.leaderships = set()
        self.heardAt: float | None = None  # when a current leader was last heard; None: not since the last timeout
        self.preVotesGranted: set[ServerId] = set()
        self.active: set[ServerId] = set()  # followers heard since the last check; only a leader's

    def checkQuorum(self) -> None:
        self.leaderships.add(self.currentTerm)
        heard = len(self.active) + 1 if len(self.leaderships) == 1 else len(self.cluster)
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
