# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """Answers a heartbeat only in a deployment with CheckQuorum, which counts who answers."""

    replace(
        "handleAppendEntries",
        "self.send(req.leaderId, self.success_reply(req))",
        "if req.entries or self.options.checkQuorum:\n    self.send(req.leaderId, self.success_reply(req))",
    )
