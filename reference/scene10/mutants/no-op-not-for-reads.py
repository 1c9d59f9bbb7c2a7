# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Begins without an entry where reads are on: each read waits for a client's write."""

    replace("becomeLeader", "if self.options.no_op:", "if self.options.no_op and not self.options.reads:")
