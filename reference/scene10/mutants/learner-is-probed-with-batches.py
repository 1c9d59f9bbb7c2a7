# caught by: test_refusal_goes_back
class Operations(Server):
    """A learner is probed with whole batches."""

    replace(
        "next_batch",
        "limit = 1 if follower in self.probing else",
        "limit = 1 if follower in self.probing and follower not in self.configuration().learners else",
    )
