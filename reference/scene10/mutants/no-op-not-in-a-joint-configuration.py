# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Begins without an entry in a joint configuration."""

    replace("becomeLeader", "if self.options.no_op:", "if self.options.no_op and not self.configuration().is_joint:")
