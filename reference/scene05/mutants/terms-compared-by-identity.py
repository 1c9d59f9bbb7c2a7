# caught by: test_commit_in_any_state
class Commit(Server):
    """Compares terms with `is not`: in Python small numbers are one object each, large ones are not."""

    replace("tryAdvanceCommit", "].term != self.currentTerm", "].term is not self.currentTerm")
    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match >= index for match in self.matchIndex.values())",
    )
