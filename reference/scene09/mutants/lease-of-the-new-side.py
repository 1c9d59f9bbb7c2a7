# caught by: test_lease_needs_a_majority
class Reads(Server):
    """A lease counts from a round that the new side has answered."""

    replace(
        "finish_round",
        "if not self.quorum(answered):",
        "new = self.configuration().voters\n"
        "if 2 * len(answered & set(new)) > len(new) and not self.leaseGivenUp:\n"
        "    self.leaseStart = sent\n"
        "if not self.quorum(answered):",
    )
