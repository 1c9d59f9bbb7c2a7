# caught by: test_heartbeat_tells_commit
class Commit(Server):
    """Learns what is committed from messages with entries only: after the last command nobody applies it."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        if req.entries:
            verified = req.prevLogIndex + len(req.entries)
            self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))
