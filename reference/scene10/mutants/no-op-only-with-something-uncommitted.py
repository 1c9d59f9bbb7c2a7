# caught by: test_own_term_commits_the_older
class Operations(Server):
    """No no-op where all of the log is committed."""

    replace(
        "becomeLeader", "if self.options.no_op:", "if self.options.no_op and self.commitIndex < self.log.lastIndex():"
    )
