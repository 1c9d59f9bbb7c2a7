# caught by: test_every_append_counts
class Election(Server):
    """A candidate that nobody else voted for takes a heartbeat beyond its log for a mistake, and stays one."""

    replace(
        "handleAppendEntries",
        "self.becomeFollower(req.term)",
        """alone = self.role == CANDIDATE and len(self.votesGranted) == 1
if not (alone and not req.entries and req.prevLogIndex > self.log.lastIndex()):
    self.becomeFollower(req.term)""",
    )
