# caught by: test_one_change_at_a_time
class Membership(Server):
    """A leader that is being removed by itself takes that back while it is not committed."""

    replace(
        "may_change",
        "if self.configuration_index() > self.commitIndex or",
        "if (self.configuration_index() > self.commitIndex and self.has_vote(self.configuration())) or",
    )
