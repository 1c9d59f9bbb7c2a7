# caught by: test_removed_leader_steps_down
class Membership(Server):
    """A leader that steps down still sends clients to itself."""

    replace("retire", "        self.leaderId = None\n", "")
