# caught by: test_quorum_checks_go_on
class PreVoting(Server):
    """A leader checks once per maximum election timeout times two."""

    replace(
        "checkQuorum",
        "self.setQuorumTimer()",
        'window = self.electionWindow()[1]\nself.setTimer("quorum", 2 * window, 2 * window)',
    )
