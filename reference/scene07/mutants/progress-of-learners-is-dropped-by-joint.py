# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """A change to joint begins the progress of learners that become voters anew."""

    replace(
        "adoptConfiguration",
        "self.matchIndex = {",
        "joined = set(self.configuration().voters) - set(self.configuration().old_voters or "
        "self.configuration().voters)\n"
        "self.matchIndex = {",
    )
    replace(
        "adoptConfiguration",
        "each: self.matchIndex.get(each, 0) for",
        "each: 0 if each in joined else self.matchIndex.get(each, 0) for",
    )
