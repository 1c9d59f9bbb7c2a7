# caught by: test_acknowledges_what_the_message_confirms
"""Acknowledges the most that it ever acknowledged."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.acked = 0

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.acked = max(self.acked, req.prevLogIndex + len(req.entries))
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
