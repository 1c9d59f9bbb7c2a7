# caught by: test_leader_uses_new_configuration_at_once
class Membership(Server):
    """A server that left stays in matchIndex."""

    replace(
        "adoptConfiguration",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in (*self.followers, *self.matchIndex)}",
    )
