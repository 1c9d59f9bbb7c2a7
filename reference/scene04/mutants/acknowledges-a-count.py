# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """Acknowledges how many entries came, not up to where."""

    replace("success_reply", "matchIndex=req.prevLogIndex + len(req.entries),", "matchIndex=len(req.entries),")
