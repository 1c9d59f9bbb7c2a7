# caught by: test_joint_is_not_left_before
class Membership(Server):
    """From the second minute on it leaves the joint phase before that is committed."""

    replace(
        "leaveJoint",
        "self.configuration_index() > self.commitIndex",
        "self.configuration_index() > self.commitIndex and self.now < 60_000",
    )
