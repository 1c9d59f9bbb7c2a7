# caught by: test_leader_uses_new_configuration_at_once
class Membership(Server):
    """nextIndex of a new server is the last term, and one more."""

    replace("adoptConfiguration", "self.log.lastIndex() + 1", "self.log.lastTerm() + 1")
