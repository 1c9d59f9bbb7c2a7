# caught by: test_hidden_older_term
class Commit(Server):
    """Counts the copies of an older entry if the last committed one is a no-op of the same term."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "last = self.log[self.commitIndex] if self.commitIndex else None\n"
        "is_spared = last is not None and last.command is None and last.term == self.log[index].term\n"
        "if self.log[index].term != self.currentTerm and not is_spared:",
    )
