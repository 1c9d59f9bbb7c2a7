# caught by: test_the_configuration_confirms
class Reads(Server):
    """Joins an open round where the leader is no voter."""

    replace(
        "read_point",
        "self.lastRound + 1",
        "self.lastRound + (0 if self.rounds and (self.id not in self.configuration().voters) else 1)",
    )
