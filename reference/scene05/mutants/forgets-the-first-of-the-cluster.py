# caught by: test_majority_commits
class Commit(Server):
    """Takes the first server of the cluster for itself, whoever leads: a leader with another name never counts it."""

    replace(
        "tryAdvanceCommit", "for follower in self.followers", "for follower in self.cluster[1:] if follower != self.id"
    )
