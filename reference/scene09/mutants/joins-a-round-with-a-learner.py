# caught by: test_the_configuration_confirms
class Reads(Server):
    """Joins an open round in a configuration with learners."""

    replace(
        "read_point",
        "self.lastRound + 1",
        "self.lastRound + (0 if self.rounds and (self.configuration().learners) else 1)",
    )
