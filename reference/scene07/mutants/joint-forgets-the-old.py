# caught by: test_joint_change
class Membership(Server):
    """A joint change enters the new configuration at once."""

    replace("next_configuration", "old_voters = current.voters if req.joint else None", "old_voters = None")
