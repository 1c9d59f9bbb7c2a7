# variant: more than half is a majority
class PreVoting(Server):
    """Counts by doubling."""

    replace("checkQuorum", "if heard >= self.majority():", "if 2 * heard > len(self.cluster):")
