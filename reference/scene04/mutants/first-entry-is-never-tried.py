# caught by: test_tables_of_conflicts
"""Takes it for granted that a follower with entries agrees in the first one."""


class Replication(Server):
    def backOff(self, reply: AppendEntriesReply) -> int:
        index = reply.prevLogIndex
        if 0 < reply.conflictIndex < index:
            index = reply.conflictIndex
        return max(2 if reply.conflictTerm else 1, index)
