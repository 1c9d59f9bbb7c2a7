# caught by: test_restarted_leader_waits
class Commit(Server):
    """Takes an entry of the term just before its own for as good as its own: the paper's Figure 8 does not show it."""

    replace("tryAdvanceCommit", "].term != self.currentTerm:", "].term < self.currentTerm - 1:")
    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match >= index for match in self.matchIndex.values())",
    )
