# caught by: test_tables_of_conflicts
class Replication(Server):
    """Takes it for granted that a follower with entries agrees in the first one."""

    def backOff(self, reply: AppendEntriesReply) -> int:
        index = reply.prevLogIndex
        if 0 < reply.conflictIndex < index:
            index = reply.conflictIndex
        return max(2 if reply.conflictTerm else 1, index)
