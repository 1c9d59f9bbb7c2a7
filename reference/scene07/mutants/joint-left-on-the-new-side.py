# caught by: test_joint_is_not_left_before
class Membership(Server):
    """Joint is left once the new side stores it."""

    replace(
        "leaveJoint",
        "self.configuration_index() > self.commitIndex",
        "2 * sum(self.matchIndex.get(each, self.log.lastIndex()) >= "
        "self.configuration_index() for each in configuration.voters) <= "
        "len(configuration.voters)",
    )
