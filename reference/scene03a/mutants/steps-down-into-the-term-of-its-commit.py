# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Steps down into the term that its commitIndex names."""

    replace("checkQuorum", "self.becomeFollower(self.currentTerm)", "self.becomeFollower(self.commitIndex)")
