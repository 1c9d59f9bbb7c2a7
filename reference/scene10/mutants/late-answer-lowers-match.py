# caught by: test_answers_in_any_order
class Operations(Server):
    """Takes matchIndex from the last answer."""

    replace("count_success", "max(self.matchIndex[follower], index)", "index")
