# caught by: test_removed_leader_steps_down
class Membership(Server):
    """A leader that steps down does not tell so."""

    replace("retire", "return True", "return False")
