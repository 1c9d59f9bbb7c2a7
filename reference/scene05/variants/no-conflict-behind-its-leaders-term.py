# variant: only the leader of a term makes entries of it: a log that ends with one is a part of the leader's
class Commit(Server):
    """Looks for no conflict in a log that ends with an entry of the leader's term."""

    replace(
        "truncateConflicts", "for index, entry", "if self.log.lastTerm() == req.term:\n    return\nfor index, entry"
    )
