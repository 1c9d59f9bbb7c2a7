"""A follower that stores the last command of a message for each of its entries."""

from raftlab.server import AppendEntries, Entry, Server


class Front(Server):
    """Breaks Log Matching below the end of two logs that end alike."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        entries = tuple(Entry(each.term, req.entries[-1].command) for each in req.entries)
        super().handleAppendEntries(
            AppendEntries(req.term, req.leaderId, req.prevLogIndex, req.prevLogTerm, entries, req.leaderCommit)
        )
