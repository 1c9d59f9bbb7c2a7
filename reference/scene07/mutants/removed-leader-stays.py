# caught by: test_removed_leader_steps_down
class Membership(Server):
    """A leader without a vote leads for ever."""

    replace("retire", "if self.role != LEADER or", "if self.role == LEADER or")
