# variant: what follows a committed entry of the own term is of that term too
class Commit(Server):
    """Asks for the term of an entry only until an entry of its own term is committed."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if self.log.term(self.commitIndex) != self.currentTerm != self.log[index].term:",
    )
