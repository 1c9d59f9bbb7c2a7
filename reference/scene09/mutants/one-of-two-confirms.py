# caught by: test_only_a_majority_confirms
class Reads(Server):
    """Confirms a round by itself in a cluster of two, without leases."""

    replace(
        "finish_round",
        "if not self.quorum(answered):",
        "if not self.quorum(answered) and (len(self.followers) != 1 or self.options.reads != 'index'):",
    )
