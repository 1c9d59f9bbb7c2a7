# caught by: test_refusal_leads_back
class Replication(Server):
    """Goes to the end of its own run of the hinted term, though that is where it was refused."""

    def backOff(self, reply: AppendEntriesReply) -> int:
        for index in range(self.log.lastIndex(), 0, -1):
            if reply.conflictTerm and self.log.term(index) == reply.conflictTerm:
                return max(index + 1, reply.prevLogIndex + 1)
        return max(1, reply.conflictIndex or reply.prevLogIndex)
