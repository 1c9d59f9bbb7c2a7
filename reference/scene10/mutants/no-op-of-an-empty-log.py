# caught by: test_three_jobs_of_the_no_op
class Operations(Server):
    """Begins with a no-op only where nothing is left to commit."""

    replace("becomeLeader", "if self.options.no_op:", "if self.options.no_op and self.log.lastIndex() == 0:")
