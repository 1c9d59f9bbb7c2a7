# caught by: test_refusal_goes_back
class Operations(Server):
    """Stays with one entry at a time after a refusal."""

    replace("count_success", "self.probing.discard(follower)", "")
