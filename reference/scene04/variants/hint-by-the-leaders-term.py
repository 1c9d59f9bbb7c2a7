# variant: any hint that goes strictly back is safe
class Replication(Server):
    """Looks below the refused index for the last entry of the conflicting term."""

    def backOff(self, reply: AppendEntriesReply) -> int:
        index = reply.prevLogIndex
        if reply.conflictTerm:
            same = [at for at in range(self.log.firstIndex(), index) if self.log.term(at) == reply.conflictTerm]
            index = same[-1] + 1 if same else min(index, reply.conflictIndex)
        elif reply.conflictIndex:
            index = min(index, reply.conflictIndex)
        return max(1, index)
