# caught by: test_refusal_goes_back
class Operations(Server):
    """Sends again what was acknowledged after a refusal: nextIndex stays where the refusal put it."""

    replace(
        "count_success", "self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)", ""
    )
