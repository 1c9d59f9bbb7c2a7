# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """Acknowledges prevLogIndex and forgets the entries."""

    replace("success_reply", "matchIndex=req.prevLogIndex + len(req.entries),", "matchIndex=req.prevLogIndex,")
