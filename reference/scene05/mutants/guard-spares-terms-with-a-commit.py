# caught by: test_hidden_older_term
class Commit(Server):
    """Counts the copies of an older entry if an entry of its term is committed already."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if self.log[index].term not in (self.currentTerm, self.log.term(self.commitIndex)):",
    )
