# caught by: test_heard_majority_leads_on
class PreVoting(Server):
    """Does not count itself."""

    replace("checkQuorum", "heard = len(self.active) + 1", "heard = len(self.active)")
