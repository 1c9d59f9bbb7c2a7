# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Leaves one joint configuration in a term."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.left = 0

    replace(
        "leaveJoint",
        "self.append_configuration(",
        "if self.left == self.currentTerm:\n    return False\nself.left = self.currentTerm\nself.append_configuration(",
    )
