# caught by: test_hidden_commit_in_any_cluster
class Commit(Server):
    """Commits only if a majority was heard since the last check: the one that answers now is not counted yet."""

    replace(
        "tryAdvanceCommit",
        "for index in",
        "if self.active and len(self.active) + 1 < self.majority():\n    return False\nfor index in",
    )
