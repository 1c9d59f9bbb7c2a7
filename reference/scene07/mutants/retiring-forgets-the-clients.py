# caught by: test_removed_leader_steps_down
class Membership(Server):
    """Forgets the clients that wait when it steps down."""

    replace("retire", "self.leaderId = None", "self.leaderId = None\nself.waiting = {}")
