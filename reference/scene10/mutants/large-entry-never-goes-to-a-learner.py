# caught by: test_window_counts_bytes
class Operations(Server):
    """A learner gets no entry above the limit."""

    replace(
        "replicateTo",
        "if sent and not",
        "if (sent or follower in self.configuration().learners) and not",
    )
