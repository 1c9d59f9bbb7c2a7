# caught by: test_leader_uses_new_configuration_at_once
class Membership(Server):
    """A server that joins is not in nextIndex, so nothing is sent to it."""

    replace(
        "adoptConfiguration",
        "self.nextIndex = {each: self.nextIndex.get(each, end) for each in self.followers}",
        "self.nextIndex = {each: self.nextIndex[each] for each in self.followers if each in self.nextIndex}",
    )

    def replicateTo(self, follower: ServerId) -> None:
        if follower in self.nextIndex:
            super().replicateTo(follower)
