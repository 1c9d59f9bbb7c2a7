# caught by: test_quorum_checks_go_on
class PreVoting(Server):
    """A leader checks every 150 ms, whatever the deployment's timeout is."""

    replace("setQuorumTimer", "window = self.electionWindow()[0]", "window = 150")
