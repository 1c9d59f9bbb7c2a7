# expected: 77 points
class Membership(Server):
    """Single-server changes are complete; a joint configuration is entered and never left."""

    def leaveJoint(self) -> bool:
        raise NotImplementedError
