# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Begins without an entry where a leader handed over to it."""

    replace(
        "becomeLeader", "if self.options.no_op:", "if self.options.no_op and self.transfer_term != self.currentTerm:"
    )
