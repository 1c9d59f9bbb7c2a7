# caught by: test_old_leader_is_forgotten
class Terms(Server):
    """With CheckQuorum the leader of the term before is still named."""

    replace("becomeFollower", "self.leaderId = None", "if not self.options.checkQuorum:\n    self.leaderId = None")
