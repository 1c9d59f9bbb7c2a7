# caught by: test_far_behind_is_found_fast
"""Hints, and does not read the hint."""


class Replication(Server):
    def backOff(self, reply: AppendEntriesReply) -> int:
        return max(1, reply.prevLogIndex)
