# caught by: test_own_term_commits_the_older
class Operations(Server):
    """A leader without followers never commits its no-op."""

    replace("becomeLeader", "self.tryAdvanceCommit()", "pass")
