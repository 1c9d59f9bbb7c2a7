# caught by: test_the_configuration_confirms
class Reads(Server):
    """Joins an open round in a joint configuration."""

    replace(
        "read_point",
        "self.lastRound + 1",
        "self.lastRound + (0 if self.rounds and (self.configuration().is_joint) else 1)",
    )
