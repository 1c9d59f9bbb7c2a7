# caught by: test_sender_is_followed
class Replication(Server):
    """A follower that stores entries stops its election timer until the next heartbeat."""

    replace(
        "handleAppendEntries",
        "self.advanceFollowerCommit(req)",
        "if req.entries:\n    self.cancelTimer('election')\nself.advanceFollowerCommit(req)",
    )
