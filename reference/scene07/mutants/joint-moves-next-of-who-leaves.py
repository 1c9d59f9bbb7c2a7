# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Sends nothing older to a server that leaves with a joint phase."""

    replace(
        "adoptConfiguration",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}\n"
        "if self.configuration().is_joint:\n"
        "    self.nextIndex |= dict.fromkeys(set(self.followers) - set(self.configuration().voters), end)",
    )
