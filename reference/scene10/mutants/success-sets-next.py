# caught by: test_window_is_filled
class Operations(Server):
    """A success sets nextIndex behind matchIndex."""

    replace(
        "count_success", "max(self.nextIndex[follower], self.matchIndex[follower] + 1)", "self.matchIndex[follower] + 1"
    )
