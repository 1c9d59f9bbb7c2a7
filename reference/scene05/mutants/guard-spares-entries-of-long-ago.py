# caught by: test_hidden_older_term
class Commit(Server):
    """Counts the copies of an entry whose term lies far behind its own."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if 0 < self.currentTerm - self.log[index].term < 1000:",
    )
