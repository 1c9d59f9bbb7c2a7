# caught by: test_timeout_starts_an_election
class Election(Server):
    """With CheckQuorum a candidate sends heartbeats before it has won."""

    replace(
        "startElection",
        "self.resetElectionTimer()",
        "self.resetElectionTimer()\nif self.options.checkQuorum:\n"
        "    for peer in self.followers:\n        self.replicateTo(peer)",
    )
