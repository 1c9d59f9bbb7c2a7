# caught by: test_answers_in_any_order
class Operations(Server):
    """While it hands over, entries go to the target only."""

    replace(
        "replicateTo",
        "sent = self.in_flight.setdefault(follower, [])",
        "if self.transfer_target not in (None, follower):\n    return\nsent = self.in_flight.setdefault(follower, [])",
    )
