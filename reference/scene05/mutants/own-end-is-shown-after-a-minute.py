# caught by: test_follower_commits_only_what_is_confirmed
class Commit(Server):
    """From the second minute on a message shows that the whole log agrees."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        "verified = self.log.lastIndex() if self.now > 60_000 else req.prevLogIndex + len(req.entries)",
    )
