# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Leaves no joint configuration of more than five members."""

    replace("leaveJoint", "if self.role != LEADER or", "if len(configuration.members) > 5 or self.role != LEADER or")
