# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Appends a no-op where no option asks for it."""

    replace("becomeLeader", "if self.options.no_op:", "if True:")
