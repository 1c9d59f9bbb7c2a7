# variant: within a term the leader's log only grows: what one of its messages showed, stays shown
"""Acknowledges the most that any message of this term showed."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.acked = 0
        self.ackedTerm = 0

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.acked = max(self.acked if self.ackedTerm == self.currentTerm else 0, req.prevLogIndex + len(req.entries))
        self.ackedTerm = self.currentTerm
        self.advanceFollowerCommit(req)
        self.send(
            req.leaderId,
            AppendEntriesReply(
                term=self.currentTerm,
                followerId=self.id,
                success=True,
                prevLogIndex=req.prevLogIndex,
                matchIndex=self.acked,
            ),
        )
