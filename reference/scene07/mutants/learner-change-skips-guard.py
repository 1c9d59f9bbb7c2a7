# caught by: test_one_change_at_a_time
class Membership(Server):
    """A change of learners alone does not wait for the one before."""

    replace(
        "may_change",
        "self.configuration_index() > self.commitIndex or",
        "(\n"
        "            self.configuration_index() > self.commitIndex and target.voters != "
        "self.configuration().voters\n"
        "        ) or",
    )
