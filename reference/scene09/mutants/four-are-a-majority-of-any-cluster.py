# caught by: test_only_a_majority_confirms
class Reads(Server):
    """Takes four servers for a majority of any cluster."""

    replace("finish_round", "if not self.quorum(answered):", "if not self.quorum(answered) and len(answered) < 4:")
