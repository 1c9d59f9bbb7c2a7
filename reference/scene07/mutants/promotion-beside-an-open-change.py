# caught by: test_one_change_at_a_time
class Membership(Server):
    """A learner becomes a voter while the last configuration is not committed."""

    replace(
        "may_change",
        "if self.configuration_index() > self.commitIndex or",
        "grows = set(target.voters) > set(self.configuration().voters)\n"
        "if (self.configuration_index() > self.commitIndex and not grows) or",
    )
