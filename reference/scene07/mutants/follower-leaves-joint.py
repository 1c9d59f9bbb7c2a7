# caught by: test_joint_is_not_left_before
class Membership(Server):
    """A follower appends the end of the joint phase itself."""

    replace("leaveJoint", "self.role != LEADER or ", "")
