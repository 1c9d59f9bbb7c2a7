# caught by: test_window_counts_bytes
class Operations(Server):
    """While it hands over, an answer of another follower sends nothing on."""

    replace(
        "handleAppendEntriesReply",
        "self.replicateTo(follower)",
        "if self.transfer_target in (None, follower):\n    self.replicateTo(follower)",
    )
