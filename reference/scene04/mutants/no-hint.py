# caught by: test_follower_far_behind_is_found_fast
class Replication(Server):
    """Gives no hint, and goes back one index a message."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return (0, 0)
