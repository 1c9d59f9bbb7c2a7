# caught by: test_quorum_checks_go_on
class PreVoting(Server):
    """Checks once and never again."""

    replace("checkQuorum", "self.setQuorumTimer()", "pass")
