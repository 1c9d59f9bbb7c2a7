# caught by: test_answers_in_any_order
class Operations(Server):
    """Tries to commit only when the follower that is furthest ahead answers."""

    replace(
        "count_success",
        "self.tryAdvanceCommit()",
        "if index >= max(self.matchIndex.values()):\n    self.tryAdvanceCommit()",
    )
