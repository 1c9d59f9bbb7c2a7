# caught by: test_commit_rests_on_replication
class Replication(Server):
    """Looks for the hint's term from index 1 on: a snapshot may cover that."""

    def backOff(self, reply: AppendEntriesReply) -> int:
        index = reply.prevLogIndex
        if reply.conflictTerm:
            same = [at for at in range(1, index) if self.log.term(at) == reply.conflictTerm]
            index = same[-1] + 1 if same else min(index, reply.conflictIndex)
        elif reply.conflictIndex:
            index = min(index, reply.conflictIndex)
        return max(1, index)
