# caught by: test_own_term_commits_the_older
class Operations(Server):
    """With Pre-Vote it begins without an entry."""

    replace("becomeLeader", "if self.options.no_op:", "if self.options.no_op and not self.options.preVote:")
