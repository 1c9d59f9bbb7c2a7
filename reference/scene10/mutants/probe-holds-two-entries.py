# caught by: test_lost_batch_is_not_repeated_unchanged
class Operations(Server):
    """Looks for a follower's log with two entries at a time."""

    replace("next_batch", "limit = 1 if", "limit = 2 if")
