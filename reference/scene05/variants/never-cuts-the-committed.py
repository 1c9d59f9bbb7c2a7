# variant: what is committed conflicts with no later leader's entry
class Commit(Server):
    """Refuses to cut what is committed: it never has to."""

    replace("truncateConflicts", "if index <=", "if self.commitIndex < index <=")
