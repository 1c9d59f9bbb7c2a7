# caught by: test_stale_changes_nothing
class Terms(Server):
    """Persists a term that is new by more than one, and trusts its memory for the rest."""

    replace(
        "becomeFollower",
        "if term > self.currentTerm:",
        "if term > self.currentTerm:\n    jump = term > self.currentTerm + 1",
    )
    replace("becomeFollower", "self.persist()", "if jump:\n    self.persist()")
