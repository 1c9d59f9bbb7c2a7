# caught by: test_window_is_filled
class Operations(Server):
    """Raises nextIndex with the answer only, and sends one message after another."""

    replace("replicateTo", "self.nextIndex[follower] = prev + len(entries) + 1", "return")
