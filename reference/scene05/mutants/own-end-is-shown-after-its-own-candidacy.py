# caught by: test_follower_commits_only_what_is_confirmed
class Commit(Server):
    """A server that was a candidate of the term takes its whole log for shown."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        "verified = self.log.lastIndex() if self.votedFor == self.id else req.prevLogIndex + len(req.entries)",
    )
