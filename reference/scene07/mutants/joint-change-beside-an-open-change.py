# caught by: test_one_change_at_a_time
class Membership(Server):
    """A joint change does not wait for the change before it."""

    replace(
        "may_change",
        "if self.configuration_index() > self.commitIndex or",
        "if (self.configuration_index() > self.commitIndex and not target.is_joint) or",
    )
