# caught by: test_old_leader_is_forgotten
class Terms(Server):
    """Names the leader of the old term in the new one."""

    replace("becomeFollower", "self.leaderId = None", "")
