# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Leads on, whomever it hears."""

    replace("checkQuorum", "self.becomeFollower(self.currentTerm)\nself.leaderId = None", "self.setQuorumTimer()")
