# variant: within the term in which it led, the entry may still commit: the client can wait
class Commit(Server):
    """Says unknown once the term is newer than the entry's."""

    replace(
        "answerClients",
        "kept or self.role != LEADER:",
        "kept or (self.role != LEADER and self.currentTerm > call.term):",
    )
