# caught by: test_hidden_older_term
class Commit(Server):
    """Counts copies of an older entry in a deployment with Pre-Vote and without CheckQuorum."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if (not self.options.preVote or self.options.checkQuorum) and self.log[index].term != self.currentTerm:",
    )
