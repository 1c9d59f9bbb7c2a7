# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Leaves a joint configuration only if its entry is in the log."""

    replace(
        "leaveJoint",
        "or self.configuration_index() > self.commitIndex:",
        "or not 0 < self.configuration_index() <= self.commitIndex:",
    )
