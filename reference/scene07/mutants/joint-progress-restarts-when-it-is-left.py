# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Leaving joint begins the progress of everyone anew."""

    replace(
        "leaveJoint",
        "self.append_configuration(",
        "self.matchIndex = dict.fromkeys(self.matchIndex, 0)\nself.append_configuration(",
    )
