# caught by: test_follower_far_behind_is_found_fast
class Replication(Server):
    """Follows a hint down to its own commitIndex; below that it goes back one entry at a time."""

    replace(
        "backOff",
        "index = reply.conflictIndex",
        "index = max(reply.conflictIndex, min(self.commitIndex, reply.prevLogIndex - 1) + 1)",
    )
