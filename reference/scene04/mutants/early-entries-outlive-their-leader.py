# caught by: test_refusal_stores_nothing
class Replication(Server):
    """Keeps entries that came too early, and stores and acknowledges them once the gap is filled, by whomever."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        """super().handleAppendEntries(req)
early = self.__dict__.setdefault("early", {})
if req.entries and req.prevLogIndex > self.log.lastIndex():
    early[req.prevLogIndex] = req""",
    )

    replace(
        "handleAppendEntries",
        "self.send(req.leaderId, self.success_reply(req))",
        """self.send(req.leaderId, self.success_reply(req))
kept = early.pop(self.log.lastIndex(), None)
if kept is not None and kept.prevLogTerm == self.log.lastTerm():
    self.storeEntries(kept)
    self.send(req.leaderId, self.success_reply(kept))""",
    )
