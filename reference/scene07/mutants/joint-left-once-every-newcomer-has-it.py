# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Leaves the joint phase once every new voter stores all that is committed: one that is down stops it."""

    replace(
        "leaveJoint",
        "self.append_configuration(",
        "newcomers = set(configuration.voters) - set(configuration.old_voters or ()) - {self.id}\n"
        "if any(self.matchIndex.get(each, 0) < self.configuration_index() for each in newcomers):\n"
        "    return False\n"
        "self.append_configuration(",
    )
