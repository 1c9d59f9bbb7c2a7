# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Begins without an entry where the log ends with a configuration."""

    replace(
        "becomeLeader",
        "if self.options.no_op:",
        "if self.options.no_op and not (len(self.log) and self.log[self.log.lastIndex()].configuration is not None):",
    )
