# caught by: test_own_term_commits_the_older
class Operations(Server):
    """From term 100 on begins without a no-op."""

    replace("becomeLeader", "if self.options.no_op:", "if self.options.no_op and self.currentTerm < 100:")
