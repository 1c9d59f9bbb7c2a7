# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """Acknowledges its own last index where the message ends with an entry of the term of the log's last one."""

    replace(
        "success_reply",
        "matchIndex=req.prevLogIndex + len(req.entries),",
        """matchIndex=self.log.lastIndex()
        if [req.prevLogTerm, *(entry.term for entry in req.entries)][-1] == self.log.lastTerm()
        else req.prevLogIndex + len(req.entries),""",
    )
