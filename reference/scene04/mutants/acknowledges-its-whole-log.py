# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """Acknowledges its own last index, the unverified tail with it."""

    replace("success_reply", "matchIndex=req.prevLogIndex + len(req.entries),", "matchIndex=self.log.lastIndex(),")
