# caught by: test_follower_commits_only_what_is_confirmed
class Commit(Server):
    """Takes a message that it knows for a sign that nothing differs any more."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        """is_copy, self.previous = getattr(self, "previous", None) == req, req
verified = self.log.lastIndex() if is_copy else req.prevLogIndex + len(req.entries)""",
    )
