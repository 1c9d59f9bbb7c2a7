# caught by: test_refusal_goes_back
class Operations(Server):
    """While it hands over, probing does not end."""

    replace(
        "count_success",
        "self.probing.discard(follower)",
        "if self.transfer_target is None:\n    self.probing.discard(follower)",
    )
