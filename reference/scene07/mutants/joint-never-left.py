# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """A joint configuration stays for ever."""

    replace("leaveJoint", "not configuration.is_joint", "configuration.is_joint")
