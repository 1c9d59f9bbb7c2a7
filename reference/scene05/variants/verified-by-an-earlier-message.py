# variant: within a term the leader's log only grows: what one of its messages showed, stays shown
"""Clamps to the most that any message of this term verified."""

from raftlab.server import Options, ServerId


class Commit(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.verified = 0
        self.verifiedIn = 0

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        if self.verifiedIn != req.term:
            self.verifiedIn, self.verified = req.term, 0
        verified = self.verified = max(self.verified, req.prevLogIndex + len(req.entries))
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))
