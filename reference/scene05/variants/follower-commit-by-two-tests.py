# variant: raises commitIndex only where both the leader's and the verified index are higher
"""Writes step 5 as a comparison instead of min and max."""


class Commit(Server):
    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        reached = min(req.leaderCommit, req.prevLogIndex + len(req.entries))
        if reached > self.commitIndex:
            self.commitIndex = reached
