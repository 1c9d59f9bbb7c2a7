# caught by: test_follower_commits_only_what_is_confirmed
class Commit(Server):
    """Clamps to the follower's own last index in a deployment without CheckQuorum."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        "verified = req.prevLogIndex + len(req.entries) if self.options.checkQuorum else self.log.lastIndex()",
    )
