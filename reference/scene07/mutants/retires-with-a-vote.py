# caught by: test_removed_leader_leads_on
class Membership(Server):
    """A leader steps down after every change of the configuration."""

    replace("retire", "self.has_vote(self.configuration()) or ", "")
