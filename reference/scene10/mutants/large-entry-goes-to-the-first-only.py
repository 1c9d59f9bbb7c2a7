# caught by: test_large_entry_is_sent_alone
class Operations(Server):
    """An entry above window_bytes goes alone to the first follower, and to no other."""

    replace(
        "replicateTo",
        "if sent and not self.has_room(follower, size):",
        """is_large = size > (self.options.window_bytes or size) and follower != self.followers[0]
if is_large or sent and not self.has_room(follower, size):""",
    )
