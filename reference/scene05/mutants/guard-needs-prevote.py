# caught by: test_hidden_older_term
class Commit(Server):
    """Counts copies of an older entry in a deployment with CheckQuorum and without Pre-Vote."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if (self.options.preVote or not self.options.checkQuorum) and self.log[index].term != self.currentTerm:",
    )
