# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Begins without an entry."""

    del becomeLeader
