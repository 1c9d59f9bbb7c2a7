# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Begins without an entry where a snapshot covers its log."""

    replace(
        "becomeLeader",
        "if self.options.no_op:",
        "if self.options.no_op and not (self.log.lastIncludedIndex and not len(self.log)):",
    )
