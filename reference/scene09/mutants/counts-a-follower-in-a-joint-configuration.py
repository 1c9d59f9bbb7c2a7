# caught by: test_the_configuration_confirms
class Reads(Server):
    """In a joint configuration it counts a follower that has not answered."""

    replace(
        "finish_round",
        "if not self.quorum(answered):",
        "if not self.quorum(answered | (set(self.followers[:1]) if (self.configuration().is_joint) else set())):",
    )
