# caught by: test_overwritten_is_not_ok
class Commit(Server):
    """Says ok once anything was applied at the index, be it another leader's entry."""

    replace(
        "answerClients",
        "kept = self.log.holds(index, call.term)\nif kept and index <= self.lastApplied:",
        "if index <= self.lastApplied:",
    )
    replace("answerClients", "elif not kept or self.role != LEADER:", "elif self.role != LEADER:")
