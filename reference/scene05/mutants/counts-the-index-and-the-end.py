# caught by: test_hidden_commit_in_any_cluster
class Commit(Server):
    """Counts a follower at the index itself and at the end of the log only."""

    replace(
        "tryAdvanceCommit",
        "[follower] >= index for follower",
        "[follower] in (index, self.log.lastIndex()) for follower",
    )
