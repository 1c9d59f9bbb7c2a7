# caught by: test_follower_commits_only_what_is_confirmed
class Commit(Server):
    """In a cluster of seven a message shows that the whole log agrees."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        "verified = self.log.lastIndex() if len(self.cluster) == 7 else req.prevLogIndex + len(req.entries)",
    )
