# caught by: test_follower_commits_only_what_is_confirmed
class Commit(Server):
    """A message shows that the whole of a long log agrees."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        "verified = self.log.lastIndex() if self.log.lastIndex() > 12 else req.prevLogIndex + len(req.entries)",
    )
