# caught by: test_joint_is_not_left_before
class Membership(Server):
    """A pre-candidate leaves the joint phase too."""

    replace("leaveJoint", "self.role != LEADER", "self.role not in (LEADER, PRE_CANDIDATE)")
