# caught by: test_own_term_commits_the_older
class Operations(Server):
    """With calls_in_order begins without a no-op."""

    replace("becomeLeader", "if self.options.no_op:", "if self.options.no_op and not self.options.calls_in_order:")
