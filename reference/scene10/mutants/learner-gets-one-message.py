# caught by: test_window_is_filled
class Operations(Server):
    """A learner gets one message at a time."""

    replace(
        "has_room",
        "limit = 1 if follower in self.probing",
        "limit = 1 if follower in {*self.probing, *self.configuration().learners}",
    )
