# caught by: test_removed_leader_steps_down
class Membership(Server):
    """Leads on without a vote where another server learns."""

    replace(
        "retire",
        "if self.role != LEADER or",
        "if set(self.configuration().learners) - {self.id} or self.role != LEADER or",
    )
