# caught by: test_follower_commits_what_it_holds
class Commit(Server):
    """A follower that voted for another candidate learns nothing from the leader of that term."""

    replace(
        "advanceFollowerCommit",
        "verified =",
        "if self.votedFor not in (None, req.leaderId):\n    return\nverified =",
    )
