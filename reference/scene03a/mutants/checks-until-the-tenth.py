# caught by: test_each_quorum_check_counts_anew
class PreVoting(Server):
    """Ten good checks make a leader for life."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.checks = 0
        self.heardAt: float | None = None  # when a current leader was last heard; None: not since the last timeout
        self.preVotesGranted: set[ServerId] = set()
        self.active: set[ServerId] = set()  # followers heard since the last check; only a leader's

    replace(
        "checkQuorum",
        "heard = len(self.active) + 1",
        "self.checks += 1\nheard = len(self.active) + 1 if self.checks < 10 else len(self.cluster)",
    )
