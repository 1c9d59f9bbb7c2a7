# caught by: test_explore_whole_clusters
class Terms(Server):
    """A follower takes messages of older terms for fresh ones."""

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        "if message.term >= self.currentTerm or self.role == FOLLOWER:",
    )
