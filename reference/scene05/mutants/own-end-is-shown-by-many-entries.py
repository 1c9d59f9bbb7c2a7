# caught by: test_follower_commits_only_what_is_confirmed
class Commit(Server):
    """A message with more than three entries shows that the whole log agrees."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        "verified = self.log.lastIndex() if len(req.entries) > 3 else req.prevLogIndex + len(req.entries)",
    )
