# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """While it hands over, only the target's acknowledgements count."""

    replace(
        "count_success",
        "self.matchIndex[follower] = max(self.matchIndex[follower], index)",
        "if self.transfer_target in (None, follower):\n"
        "    self.matchIndex[follower] = max(self.matchIndex[follower], index)",
    )
