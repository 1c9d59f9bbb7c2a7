# caught by: test_target_campaigns_at_once
class Operations(Server):
    """A target that has voted for itself in this term asks for plain votes: nobody hears them."""

    replace(
        "handleTimeoutNow",
        "self.transfer_term = self.currentTerm + 1",
        "if self.votedFor != self.id:\n    self.transfer_term = self.currentTerm + 1",
    )
