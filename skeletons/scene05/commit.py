"""Scene 05: when may a leader call an entry committed? (Raft §5.3, §5.4.2, Figure 8; dissertation §3.6.2)"""

from raftlab.server import AppendEntries, Server


class Commit(Server):
    """Refines the server of scene 04. Given: terms, elections, Pre-Vote, replication."""

    def tryAdvanceCommit(self) -> bool:
        """Raise commitIndex as far as the paper allows. Return whether it moved.

        Runs on the leader after it stores an entry and after every acknowledgement. matchIndex[f] is the highest entry
        known to be stored on follower f; you store all of your own log. commitIndex never falls.
        May change: commitIndex. About 8 lines.
        """
        # TODO(scene05): replace the next line.
        raise NotImplementedError

    def truncateConflicts(self, req: AppendEntries) -> None:
        """Make room for req.entries: delete an entry that conflicts, and all that follow it. (Figure 2, step 3)

        Runs on a follower whose log holds prevLogIndex. Missing entries are appended and persisted for you afterwards.
        Two entries conflict if they have the same index and different terms, whatever their commands. A message may be
        old: entries that do not conflict stay. May change: log. About 5 lines.
        """
        # TODO(scene05): replace the next line.
        raise NotImplementedError

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        """Raise commitIndex as far as req shows that this log agrees with the leader's. (Figure 2, step 5)

        Runs on a follower after req.entries are stored. Messages may be old: commitIndex never falls.
        May change: commitIndex. About 3 lines.
        """
        # TODO(scene05): replace the next line.
        raise NotImplementedError

    def answerClients(self) -> None:
        """Answer each client in self.waiting whose outcome is known, once, and delete it from waiting.

        Runs at the end of every event. waiting[index] is (term, client, sequence) of the entry that this server
        appended at index while it led. results[index] is (outcome, value) of an applied index. While this server leads,
        a client waits for its entry, however long. If the entry was cut off, or the server no longer leads, it cannot
        tell what happens to the call: it answers UNKNOWN. May change: waiting. About 10 lines.
        """
        # TODO(scene05): replace the next line.
        raise NotImplementedError
