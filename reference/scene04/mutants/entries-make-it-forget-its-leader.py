# caught by: test_sender_is_followed
class Replication(Server):
    """An append with entries makes it forget when it heard its leader: it says yes to a pre-candidate."""

    replace(
        "handleAppendEntries",
        "self.advanceFollowerCommit(req)",
        "if req.entries:\n    self.heardAt = None\nself.advanceFollowerCommit(req)",
    )
