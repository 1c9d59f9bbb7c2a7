# variant: where a message changed the log, the log ends where the message ends
class Replication(Server):
    """Acknowledges its last index if the append changed its log."""

    replace(
        "handleAppendEntries",
        "self.storeEntries(req)",
        "before = list(self.log)\nself.storeEntries(req)",
    )
    replace(
        "handleAppendEntries",
        "self.send(req.leaderId, self.success_reply(req))",
        """shown = req.prevLogIndex + len(req.entries)
last = shown if list(self.log) == before else self.log.lastIndex()
self.send(req.leaderId, AppendEntriesReply(self.currentTerm, self.id, True, req.prevLogIndex, last))""",
    )

    del success_reply
