# caught by: test_joint_is_not_left_before
class Membership(Server):
    """The new configuration is appended while the joint one is not committed."""

    replace("leaveJoint", " or self.configuration_index() > self.commitIndex", "")
