# caught by: test_sender_is_followed
class Replication(Server):
    """A follower that refuses an append stops its election timer: it waits for the leader for ever."""

    replace(
        "handleAppendEntries",
        "self.send(req.leaderId, self.refusal_reply(req))",
        "self.cancelTimer('election')\nself.send(req.leaderId, self.refusal_reply(req))",
    )
