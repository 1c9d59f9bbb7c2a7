# caught by: test_removed_leader_steps_down
class Membership(Server):
    """A leader that steps down begins a new term."""

    replace("retire", "self.becomeFollower(self.currentTerm)", "self.becomeFollower(self.currentTerm + 1)")
