# caught by: test_removed_leader_steps_down
class Membership(Server):
    """Leads on without a vote while a client waits."""

    replace("retire", "if self.role != LEADER or", "if self.waiting or self.role != LEADER or")
