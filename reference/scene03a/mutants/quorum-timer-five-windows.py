# caught by: test_quorum_checks_go_on
class PreVoting(Server):
    """A leader that stays checks again five windows later."""

    replace(
        "checkQuorum",
        "self.setQuorumTimer()",
        'window = self.electionWindow()[0]\nself.setTimer("quorum", 5 * window, 5 * window)',
    )
