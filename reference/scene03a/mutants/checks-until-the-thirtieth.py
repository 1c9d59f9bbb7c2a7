# caught by: test_calm_cluster_stays_calm
class PreVoting(Server):
    """The thirtieth check fails, whoever was heard."""

    checks = 0

    replace("checkQuorum", "def checkQuorum(self) -> None:", "def checkQuorum(self) -> None:\n    self.checks += 1")
    replace("checkQuorum", "if heard >= self.majority():", "if heard >= self.majority() and self.checks < 30:")
