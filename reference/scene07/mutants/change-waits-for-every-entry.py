# caught by: test_change_is_appended
class Membership(Server):
    """Every entry must be committed before a change, a client's too."""

    replace("may_change", "self.configuration_index() > self.commitIndex", "self.log.lastIndex() > self.commitIndex")
