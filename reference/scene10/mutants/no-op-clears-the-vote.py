# caught by: test_own_term_commits_the_older
class Operations(Server):
    """With its no-op a leader forgets its vote."""

    replace(
        "becomeLeader",
        "self.log.append(Entry(self.currentTerm))",
        "self.log.append(Entry(self.currentTerm))\nself.votedFor = None",
    )
