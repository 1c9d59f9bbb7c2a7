# caught by: test_one_change_at_a_time
class Membership(Server):
    """A second change starts while the first is not committed."""

    replace("may_change", "self.configuration_index() > self.commitIndex or ", "")
