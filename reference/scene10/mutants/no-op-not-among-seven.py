# caught by: test_own_term_commits_the_older
class Operations(Server):
    """In a large cluster begins without a no-op."""

    replace("becomeLeader", "if self.options.no_op:", "if self.options.no_op and len(self.followers) < 5:")
