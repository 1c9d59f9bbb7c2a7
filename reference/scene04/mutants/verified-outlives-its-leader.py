# caught by: test_consistency_check
"""Accepts up to the last index that any message verified, whoever sent it."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.checked = 0

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm) and not (0 < req.prevLogIndex <= self.checked):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.checked = req.prevLogIndex + len(req.entries)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
