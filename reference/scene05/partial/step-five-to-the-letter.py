# expected: 83 points
"""All four methods; step 5 as Figure 2 words it, so that a late message can take commitIndex back."""

from raftlab.server import LEADER, UNKNOWN, AppendEntries, Server


class Commit(Server):
    """Refines the server of scene 04. Given below you: terms, elections, Pre-Vote, replication."""

    def tryAdvanceCommit(self) -> bool:
        """Raise commitIndex as far as the paper allows; tell whether it moved.

        Runs on the leader after it stores an entry and after every acknowledgement. matchIndex[f] is the highest entry
        known to be stored on follower f; you store all of your own log. commitIndex never goes back. About 8 lines.
        """
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False

    def truncateConflicts(self, req: AppendEntries) -> None:
        """Make room for req.entries: delete an entry that conflicts, and all that follow it. (Figure 2, step 3)

        Runs on a follower whose log holds prevLogIndex. What the log then lacks is appended and persisted for you.
        A message may be old: entries that do not conflict stay. About 5 lines.
        """
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        """Raise commitIndex as far as req shows that this log agrees with the leader's. (Figure 2, step 5)

        Runs on a follower once req.entries are stored. Messages may be old: commitIndex never goes back. About 3 lines.
        """
        if req.leaderCommit > self.commitIndex:
            self.commitIndex = min(req.leaderCommit, req.prevLogIndex + len(req.entries))

    def answerClients(self) -> None:
        """Answer each client in self.waiting whose fate is known, once, and forget it.

        waiting[index] tells (term, client, sequence) of the entry that this server put at index while it led; runs at
        the end of every event. results[index] holds (outcome, value) for an index that was applied. A server that no
        longer leads cannot tell what becomes of the rest: it says UNKNOWN. About 10 lines.
        """
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
