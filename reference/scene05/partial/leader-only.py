# expected: 32 points
"""The leader's rule is right; followers and clients are still to be written."""

from raftlab.server import AppendEntries, Server


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
        raise NotImplementedError

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        """Raise commitIndex as far as req shows that this log agrees with the leader's. (Figure 2, step 5)

        Runs on a follower once req.entries are stored. Messages may be old: commitIndex never goes back. About 3 lines.
        """
        raise NotImplementedError

    def answerClients(self) -> None:
        """Answer each client in self.waiting whose fate is known, once, and forget it.

        waiting[index] tells (term, client, sequence) of the entry that this server put at index while it led; runs at
        the end of every event. results[index] holds (outcome, value) for an index that was applied. A server that no
        longer leads cannot tell what becomes of the rest: it says UNKNOWN. About 10 lines.
        """
        raise NotImplementedError
