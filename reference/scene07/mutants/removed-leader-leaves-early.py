# caught by: test_removed_leader_leads_on
class Membership(Server):
    """A leader steps down when it appends its own removal."""

    replace("retire", " or self.configuration_index() > self.commitIndex", "")
