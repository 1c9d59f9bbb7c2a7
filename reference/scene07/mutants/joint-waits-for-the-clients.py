# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Stays in the joint phase while a client waits."""

    replace("leaveJoint", "if self.role != LEADER or", "if self.waiting or self.role != LEADER or")
