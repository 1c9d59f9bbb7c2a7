# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Leads on without a majority as long as there is no entry that it could commit."""

    replace("checkQuorum", "heard >= self.majority()", "heard >= self.majority() or not len(self.log)")
