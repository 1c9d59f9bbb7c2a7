# caught by: test_acknowledges_what_was_shown
"""Answers a message once."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.seen: AppendEntries | None = None

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if req.entries and req == self.seen:
            return
        self.seen = req
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
