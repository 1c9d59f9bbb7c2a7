# variant: only the leader of a term makes entries of it: up to the last of them this log is a part of the leader's
class Commit(Server):
    """Takes entries of the message's term at the end of its log for shown."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        verified = req.prevLogIndex + len(req.entries)
        verified = self.log.lastIndex() if self.log.lastTerm() == req.term else verified
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))
