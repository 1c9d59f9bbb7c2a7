# variant: raises commitIndex only where both the leader's and the verified index are higher
class Commit(Server):
    """Writes step 5 as a comparison instead of min and max."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        reached = min(req.leaderCommit, req.prevLogIndex + len(req.entries))
        if reached > self.commitIndex:
            self.commitIndex = reached
