# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """Takes the entry after its commitIndex for the leader's, if it is of the term of the log's last entry."""

    replace(
        "success_reply",
        "matchIndex=req.prevLogIndex + len(req.entries)",
        """matchIndex=max(
    req.prevLogIndex + len(req.entries),
    self.commitIndex + 1 if self.log.holds(self.commitIndex + 1, self.log.lastTerm()) else 0,
)""",
    )
