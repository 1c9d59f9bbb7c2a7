# caught by: test_heard_majority_leads_on
class PreVoting(Server):
    """Wants to hear every follower."""

    replace("checkQuorum", "if heard >= self.majority():", "if heard >= len(self.cluster):")
