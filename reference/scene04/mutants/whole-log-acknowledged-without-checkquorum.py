# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """Acknowledges its own last index in a deployment without CheckQuorum."""

    replace(
        "success_reply",
        "matchIndex=req.prevLogIndex + len(req.entries)",
        "matchIndex=req.prevLogIndex + len(req.entries) if self.options.checkQuorum else self.log.lastIndex()",
    )
