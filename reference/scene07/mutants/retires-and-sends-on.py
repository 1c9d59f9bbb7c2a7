# caught by: test_removed_leader_steps_down
class Membership(Server):
    """Changes its role by hand when it steps down: its heartbeats go on."""

    replace("retire", "self.becomeFollower(self.currentTerm)", "self.role = 'follower'\nself.votesGranted = set()")
