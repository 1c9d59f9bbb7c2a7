# caught by: test_only_a_majority_confirms
class Reads(Server):
    """Takes half of the servers for a majority."""

    replace("finish_round", "not self.quorum(answered)", "2 * len(answered) < len(self.cluster)")
