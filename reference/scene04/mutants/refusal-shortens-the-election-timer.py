# caught by: test_sender_is_followed
class Replication(Server):
    """A follower that refuses an append starts an election at once if it hears nothing more."""

    replace(
        "handleAppendEntries",
        "self.send(req.leaderId, self.refusal_reply(req))",
        "self.setTimer('election', 1, 2)\nself.send(req.leaderId, self.refusal_reply(req))",
    )
