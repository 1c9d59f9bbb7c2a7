# caught by: test_only_a_majority_confirms
class Reads(Server):
    """Joins an open round in a cluster of seven."""

    replace(
        "read_point",
        "self.lastRound + 1",
        "self.lastRound + (0 if self.rounds and (len(self.cluster) == 7) else 1)",
    )
