# variant: any hint that goes strictly back is safe
class Replication(Server):
    """Hints at its last entry that is no newer than the leader's, and the leader does the same with its own log."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        index = min(req.prevLogIndex - 1, self.log.lastIndex())
        while index > 0 and self.log.term(index) > req.prevLogTerm:
            index -= 1
        return (self.log.term(index), index + 1)

    def backOff(self, reply: AppendEntriesReply) -> int:
        index = min(reply.prevLogIndex, reply.conflictIndex or reply.prevLogIndex)
        while index > 1 and reply.conflictTerm and (self.log.term(index - 1) > reply.conflictTerm):
            index -= 1
        return max(1, index)
