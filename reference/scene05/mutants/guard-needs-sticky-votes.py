# caught by: test_hidden_older_term
class Commit(Server):
    """Counts copies of an older entry in a deployment whose votes are not sticky."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if self.options.sticky_votes and self.log[index].term != self.currentTerm:",
    )
