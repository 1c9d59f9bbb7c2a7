# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """Acknowledges its own last index to the leader that it voted for."""

    replace(
        "success_reply",
        "matchIndex=req.prevLogIndex + len(req.entries),",
        """matchIndex=self.log.lastIndex()
        if self.votedFor == req.leaderId
        else req.prevLogIndex + len(req.entries),""",
    )
