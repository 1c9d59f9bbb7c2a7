# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Stays in the joint phase until all of its log is committed."""

    replace("leaveJoint", "self.configuration_index() > self.commitIndex", "self.log.lastIndex() > self.commitIndex")
