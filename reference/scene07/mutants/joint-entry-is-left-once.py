# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Remembers at which index it has left a joint configuration, also where that entry was lost."""

    replace(
        "leaveJoint",
        "self.append_configuration(",
        "if getattr(self, 'left_index', 0) == self.configuration_index():\n    return False\n"
        "self.left_index = self.configuration_index()\nself.append_configuration(",
    )
