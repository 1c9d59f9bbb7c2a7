# caught by: test_one_change_at_a_time
class Membership(Server):
    """A change is open only while its entry is the last one of the log."""

    replace(
        "may_change",
        "self.configuration_index() > self.commitIndex",
        "self.configuration_index() > self.commitIndex and self.configuration_index() == self.log.lastIndex()",
    )
