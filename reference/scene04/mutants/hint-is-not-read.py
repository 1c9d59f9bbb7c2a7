# caught by: test_follower_far_behind_is_found_fast
class Replication(Server):
    """Hints, and does not read the hint."""

    def backOff(self, reply: AppendEntriesReply) -> int:
        return max(1, reply.prevLogIndex)
