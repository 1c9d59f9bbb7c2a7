# caught by: test_hidden_messages_in_any_order
class Commit(Server):
    """Remembers how far a leader has confirmed the log, and believes it still when another leader speaks."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.verified = max(getattr(self, "verified", 0), req.prevLogIndex + len(req.entries))
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, self.verified, self.log.lastIndex()))
