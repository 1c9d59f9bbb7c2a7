# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Takes a server that joins by a joint configuration for one that has the first entry."""

    replace(
        "adoptConfiguration",
        "self.matchIndex.get(each, 0)",
        "self.matchIndex.get(each, 1 if self.configuration().is_joint else 0)",
    )
