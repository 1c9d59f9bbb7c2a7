# caught by: test_large_entry_is_sent_alone
class Operations(Server):
    """Sends no entry above window_bytes."""

    replace("replicateTo", "if sent and not self.has_room(follower, size):", "if not self.has_room(follower, size):")
