# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """A learner that a joint change removes stays in matchIndex."""

    replace(
        "adoptConfiguration",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}",
        "stays = self.matchIndex if self.configuration().is_joint else {}\n"
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in (*self.followers, *stays)}",
    )
