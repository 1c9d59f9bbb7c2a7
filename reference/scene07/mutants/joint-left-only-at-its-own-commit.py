# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """The joint phase ends only if its entry is the last one that is committed."""

    replace(
        "leaveJoint", "self.configuration_index() > self.commitIndex", "self.configuration_index() != self.commitIndex"
    )
