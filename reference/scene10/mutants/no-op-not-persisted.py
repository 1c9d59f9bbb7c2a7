# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Does not write its no-op."""

    replace("becomeLeader", "self.persist()", "pass")
